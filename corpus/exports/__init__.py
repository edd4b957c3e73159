"""Records of databases and feeds: JSON, JSON Lines, CSV."""
