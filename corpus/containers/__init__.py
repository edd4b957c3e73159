"""Files that hold others: archives, compressed files, crawls."""
