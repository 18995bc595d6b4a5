"""Ground floor: errors, limits, clock, safe text. Knows nothing of what stands above it."""
