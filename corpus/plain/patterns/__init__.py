"""Families of lines that surround an article, by what they are for."""
