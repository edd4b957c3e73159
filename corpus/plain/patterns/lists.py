"""Headings over lists at the end of an article."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family, Section

FAQ_HEADING = Family(
    kind=RegionKind.HEADING,
    reason="the heading of questions and answers, which are body",
    opens=Section.FAQ,
    longest=120,
    whole=(
        r"(?:frequently asked questions|faqs?)\b[^.]*|people also ask|(?:your )?questions (?:and answers|answered)|q ?& ?a",
    ),
)

REFERENCES_HEADING = Family(
    kind=RegionKind.REFERENCES,
    reason="the heading over numbered sources",
    opens=Section.REFERENCES,
    longest=40,
    whole=(
        r"(?:references?|sources?|(?:foot|end)?notes|works cited|bibliography|citations|notes and references|sources and references"
        r"|references and notes|links and sources)(?: cited)?:?",
    ),
)
