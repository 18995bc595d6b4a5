"""Files of one product each: its form is known, so that every part can be told."""
