"""Articles in: files of a folder become `Article`s, with what is body told from what is not."""
