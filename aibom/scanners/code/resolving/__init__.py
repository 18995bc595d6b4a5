"""Names followed to their values: across files, calls, classes, settings and documents."""
