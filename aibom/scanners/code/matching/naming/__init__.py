"""What the components of hits are called: models, data, tools, agents."""
