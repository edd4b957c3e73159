"""What a question says about time, and how well articles fit it."""
