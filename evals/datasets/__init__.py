"""Data sets, a module for each layout, all read as the same questions and articles."""
