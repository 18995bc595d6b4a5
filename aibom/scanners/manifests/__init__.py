"""Package manifests and lock files: one small file for each format, one join for all."""
