"""EPCIS 2.0: documents of supply events as partners exchange them, and identifiers of goods in them."""
