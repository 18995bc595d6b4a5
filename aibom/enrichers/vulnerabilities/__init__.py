"""Known vulnerabilities: advisories in one SQLite file, matched by each ecosystem's own order of versions."""
