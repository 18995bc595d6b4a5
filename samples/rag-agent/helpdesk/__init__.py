"""A support agent that answers from the product handbook."""
