"""What an article itself gives as its sources: notes, links, and publications named in its sentences."""
