"""Plain text taken apart: which lines are the article's own sentences, and what the others are."""
