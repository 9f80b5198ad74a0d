"""The files of seeds/ as data with a contract: models of their rows, checks across rows, canonical form, look-ups."""
