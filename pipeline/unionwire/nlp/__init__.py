"""The spaCy pipeline and its components."""

from unionwire.lean import import_spacy

import_spacy()
