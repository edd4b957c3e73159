"""The `<meta>` elements of a page, by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.article import How
from corpus.facts.facts import Fact
from corpus.pages.json_ld import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OPEN_GRAPH = ("og:", "article:")


def read_metas(tree: "HtmlElement") -> dict[str, str]:
    """Contents of `<meta>` by name, property or itemprop in lower case; the first of equal names counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name is None and (meta.get("http-equiv") or "").lower() == "content-language":
            name = "content-language"
        if name and (content := one_line(meta.get("content"))):
            found.setdefault(name.lower(), content)
    return found


def stated_in(metas: Mapping[str, str], names: Sequence[str]) -> Iterator[Fact[str]]:
    """What stands in the `<meta>` of these names, in their order."""
    for name in names:
        if name in metas:
            yield Fact(metas[name], How.OPEN_GRAPH if name.startswith(_OPEN_GRAPH) else How.META)
