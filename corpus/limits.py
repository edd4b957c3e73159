"""How much of one file is read as an article: what is larger is refused in words, before it costs time or memory."""

MAX_BYTES = 20_000_000
"""More than any article; a larger file is a dump of many, or no article at all. Pages saved with their pictures fit."""

MAX_LINES = 100_000
"""No article comes near; a list of so many lines takes seconds to judge."""

MAX_TAGS = 50_000
"""Of a page of HTML, counted as `<`. News pages have some 1,000 to 10,000; at the limit, one takes seconds to judge."""

MAX_DEPTH = 500
"""Elements inside one another; a page that a browser shows has 20 to 60. The parser itself gives up at 2,048."""

MAX_PAGE_TEXT = 2_000_000
"""Visible characters of a page. The longest article of a newspaper has about 100,000."""
