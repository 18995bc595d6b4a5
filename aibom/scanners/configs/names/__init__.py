"""What a key and a value by themselves say: that it is a model, of which origin, or which service."""
