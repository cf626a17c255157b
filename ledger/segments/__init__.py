"""The log as signed segments: Parquet files of whole tiles, a chained and signed manifest, and a reader."""
