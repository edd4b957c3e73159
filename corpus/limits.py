"""How much of a file is read: what is larger is refused in words, before it costs time or memory.

All are counted while reading; what a file's own headers claim is never trusted.
"""

MAX_BYTES = 20_000_000
"""Of one text or page. More than any article; a larger one is a dump of many, or none at all. Pages saved with their pictures fit."""

MAX_LINES = 100_000
"""No article comes near; a list of so many lines takes seconds to judge."""

MAX_TAGS = 50_000
"""Of a page of HTML, counted as `<`. News pages have some 1,000 to 10,000; at the limit, one takes seconds to judge."""

MAX_DEPTH = 500
"""Elements inside one another; a page that a browser shows has 20 to 60. The parser itself gives up at 2,048."""

MAX_PAGE_TEXT = 2_000_000
"""Visible characters of a page. The longest article of a newspaper has about 100,000."""

MAX_WHOLE = 64_000_000
"""Bytes of what can't be read from its beginning on, so that it is held as a whole: a PDF, a document of JSON, a ZIP in an archive."""

MAX_NESTING = 3
"""Archives inside one another: `a.zip!/b.tar!/c.zip!/wire.html` is read, and an archive in `c.zip` refused. A gzip in a gzip counts too."""

MAX_MEMBERS = 200_000
"""Of one archive. Their names are kept, so that each source stands once; so many take about 100 MB."""

MAX_DIRECTORY = 20_000_000
"""Bytes of the table of contents of a ZIP: `MAX_MEMBERS` with names of 50 letters."""

MAX_UNPACKED = 4_000_000_000
MAX_RATIO = 200
"""What a file unpacks to, its archives' archives included, may be `MAX_UNPACKED` bytes, or `MAX_RATIO` times its own where that is more.

Pages and exports unpack to 3 to 30 times their size, and to more where they repeat each other; 42.zip to 100,000,000,000 times.
"""

MAX_XZ_MEMORY = 100_000_000
"""Bytes that unpacking an `.xz` may take; its presets take up to 65 MB, and one can be made to ask for gigabytes."""

MAX_BREAKS = 1_000
"""Damaged places of a gzip behind which it is read on; one with more is none, or made of false beginnings."""

MAX_RECORD_HEAD = 64_000
"""Bytes of the header of a WARC record, and of the HTTP header in it."""

MAX_PDF_PAGES = 500
"""Of a PDF; a page of a newspaper takes some 50 ms. An article has up to 20, a whole issue 100."""

MAX_PDF_DRAWN = 1_000_000
"""Operators of a PDF's pages, those of the forms that they draw included; a page has some 1,000. As text, they take up to 40 seconds."""
