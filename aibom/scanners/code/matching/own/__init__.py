"""What a project makes by itself, or with a framework that nobody listed: its tools and its agents."""
