"""Engines: what carries out the extraction of a run's articles, piece by piece."""
