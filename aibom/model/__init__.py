"""The typed nouns that the rooms exchange: sightings, components, relations, findings."""
