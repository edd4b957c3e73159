"""What is known of an article: title, byline, publisher, dates, language, and how each was found."""
