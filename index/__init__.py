"""Passages, their embeddings, and the library on disk that keeps both and finds them again."""
