"""The spaCy pipeline and its components."""
