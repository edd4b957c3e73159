"""PDF files: their paragraphs and pages, and what they say of themselves."""
