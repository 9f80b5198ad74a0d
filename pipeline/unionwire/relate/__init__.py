"""From mentions to facts: counts, positions, relationships."""

from unionwire.lean import import_spacy

import_spacy()
