"""Saved web pages: their visible text, its regions, and what they state of themselves."""
