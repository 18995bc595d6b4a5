"""What a tree configures: models, services, data, prompts and agents named in settings rather than in code."""
