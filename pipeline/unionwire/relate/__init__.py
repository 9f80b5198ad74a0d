"""From mentions to facts: counts, positions, relationships."""
