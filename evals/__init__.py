"""Evaluation: questions with known answers in, figures with intervals out, and whether one run is worse than another."""
