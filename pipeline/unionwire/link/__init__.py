"""From spellings to ids: unions, people, places."""
