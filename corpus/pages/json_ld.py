"""What a page states for search engines in JSON-LD (https://schema.org/NewsArticle): the object of its article."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.facts.titles import is_alike

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Report|Review|NewsItem|SocialMediaPosting")
_MOST_JSON = 400_000
"""Characters of one JSON-LD block; longer ones hold whole catalogues."""

_DEPTH = 12


def one_line(value: object) -> str | None:
    """A string of a page on one line, if it is one and says anything."""
    if not isinstance(value, str):
        return None
    from html import unescape

    return re.sub(r"\s+", " ", unescape(value)).strip()[:1000] or None


def find_article(tree: "HtmlElement", titles: Sequence[str]) -> tuple[dict[str, Json], str | None]:
    """The JSON-LD object of the article, empty where there is none, and the organisation that stands beside it.

    Of several, that one whose headline takes up a title of the page: the others are of articles that it leads to.
    """
    nodes: list[dict[str, Json]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text and len(script.text) <= _MOST_JSON:
            nodes += _nodes(_read(script.text.strip().rstrip(";")))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _ARTICLE_TYPE.search(str(node.get("@type"))) and node.get("headline")]
    if len(articles) > 1:
        articles = [
            node for node in articles if any(is_alike(one_line(node["headline"]) or "", title) for title in titles)
        ]
    article = dict(articles[0]) if articles else {}
    for key in ("author", "publisher"):
        article[key] = _followed(article.get(key), by_id)
    others = (node for node in nodes if re.search("Organization", str(node.get("@type"))))
    return article, next((name for node in others for name in names_in(node)), None)


_STRING = r'"((?:[^"\\\n]|\\.){1,1000})"'
_FIELD = re.compile(rf'"(@type|headline|datePublished|dateModified|url|inLanguage)"\s*:\s*{_STRING}')
_NAMED = re.compile(rf'"(author|publisher)"\s*:\s*[\[{{\s]*(?:"@type"\s*:\s*"\w+"\s*,\s*)?"name"\s*:\s*{_STRING}')


def _read(block: str) -> Json:
    """The value of a block. Of one with a mistake in it (a comma too many, a comment) the first plain fields of each name."""
    try:
        return _shallow(json.loads(block, strict=False))
    except RecursionError:
        return None
    except ValueError:
        fields: dict[str, Json] = {}
        for name, value in (*_FIELD.findall(block), *_NAMED.findall(block)):
            fields.setdefault(name, value)
        return fields


def _shallow(value: Json, depth: int = 0) -> Json:
    """`value` down to a depth that no page's statements reach: what follows it may walk it by recursion."""
    if depth > _DEPTH:
        return None
    if isinstance(value, list):
        return [_shallow(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _shallow(item, depth + 1) for key, item in value.items()}
    return value


def _nodes(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if key in value:
                yield from _nodes(value[key])


def _followed(value: Json, by_id: dict[Json, dict[str, Json]]) -> Json:
    if isinstance(value, list):
        return [_followed(item, by_id) for item in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return dict(by_id.get(value["@id"], value))
    return value


def names_in(value: Json) -> list[str]:
    """The names of persons or organisations, given as strings, objects or lists of them."""
    if isinstance(value, list):
        return [name for item in value for name in names_in(item)]
    name = one_line(value.get("name") if isinstance(value, dict) and not isinstance(value.get("name"), list) else value)
    if name is None and isinstance(value, dict) and isinstance(value.get("name"), list):
        return names_in(value["name"])
    return [name] if name else []
