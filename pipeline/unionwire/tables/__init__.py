"""The tables: their schemas, rows and dimensions, and how they are written and loaded."""
