"""What a mapping of any settings tells: models, services, data, prompts, tools, agents, and who uses what."""
