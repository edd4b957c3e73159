"""The families of boilerplate (`corpus.plain.boilerplate`), in the order in which they are tried.

What each is told by stands in `corpus.plain.patterns`.
"""

from corpus.plain.boilerplate import Families
from corpus.plain.patterns.captions import PICTURE_CREDIT, PICTURE_LABEL, PICTURE_PLACES
from corpus.plain.patterns.comments import COMMENT_BUTTONS, COMMENTS_HEADING
from corpus.plain.patterns.furniture import BROWSING, COPYRIGHT, FOOTER_LINKS, MENU
from corpus.plain.patterns.lists import FAQ_HEADING, REFERENCES_HEADING
from corpus.plain.patterns.people import AUTHOR_NOTE, CREDIT, EDITORIAL_NOTE, PUBLISHER_SELF
from corpus.plain.patterns.posts import POST, POST_CHROME
from corpus.plain.patterns.requests import APP, COOKIES, INTERRUPTION, SHARE, SUBSCRIBE
from corpus.plain.patterns.teasers import TAGS, TEASER, TEASERS_HEADING

FAMILIES = Families(
    COMMENTS_HEADING,
    COMMENT_BUTTONS,
    FAQ_HEADING,
    REFERENCES_HEADING,
    CREDIT,
    TEASERS_HEADING,
    TEASER,
    POST,
    POST_CHROME,
    TAGS,
    SHARE,
    INTERRUPTION,
    SUBSCRIBE,
    COOKIES,
    APP,
    COPYRIGHT,
    FOOTER_LINKS,
    PICTURE_CREDIT,
    PICTURE_LABEL,
    PICTURE_PLACES,
    BROWSING,
    MENU,
)
"""Judged wherever they stand."""

FAMILIES_AT_ENDS = Families(PUBLISHER_SELF, AUTHOR_NOTE, EDITORIAL_NOTE)
"""Judged only at the top and the bottom of a page, where no body follows."""

ABOUT_PUBLISHER = Families(PUBLISHER_SELF)
"""Looked for below readers' comments, where the page's footer begins."""
