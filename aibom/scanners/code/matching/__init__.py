"""What the facts of code tell: models, data, services, tools, agents, prompts, and who uses what."""
