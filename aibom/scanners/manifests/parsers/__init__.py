"""One file for each family of manifests and lock files."""
