"""Settings of programs, looked up as their languages keep them."""
