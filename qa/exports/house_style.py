"""How a citation reads: what is known of the article, and where in its file the words stand.

Out of scope: reference lists in other styles and formats (`qa.exports.exports`).
"""

from datetime import date

from corpus.article import Form
from corpus.facts.calendar import MONTHS
from index.passage import Passage


def format_citation(passage: Passage) -> str:
    """`“Title.” Byline. Publisher, 18 June 2023, updated 20 June 2023. folder/file.txt, lines 9–12.`, less what is not known."""
    article = passage.article
    printed = [article.publisher, format_day(article.published) if article.published else None]
    if article.updated and article.updated != article.published:
        printed.append(f"updated {format_day(article.updated)}")
    title, byline = article.title, article.byline
    parts = [
        f"“{title}{'' if title[-1] in '.!?' else '.'}”" if title else None,
        f"{byline.removesuffix('.')}." if byline else None,
        f"{', '.join(known)}." if (known := [part for part in printed if part]) else None,
        f"{format_place(article.source, of=article.of, page=article.page(passage.start), lines=passage.lines)}.",
    ]
    return " ".join(part for part in parts if part)


def format_place(source: str, *, of: str, page: int | None, lines: tuple[int, int]) -> str:
    """`folder/file.txt, lines 9–12`; of a PDF `report.pdf, page 3, lines 40–52 of its extracted text`."""
    first, last = lines
    parts = [source, f"page {page}" if page else None, f"line {first}" if first == last else f"lines {first}–{last}"]
    return ", ".join(part for part in parts if part) + (f" of its {of}" if of == Form.EXTRACTED else "")


def format_day(day: date) -> str:
    """`18 June 2023`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"  # in the same words whatever the locale, and soon
