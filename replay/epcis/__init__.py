"""Supply facts as EPCIS 2.0: what leaves the house for partners, and what partners' documents become here."""
