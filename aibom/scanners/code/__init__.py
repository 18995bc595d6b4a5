"""Source code: language front ends give neutral facts, a resolver follows names, a catalogue gives meaning."""
