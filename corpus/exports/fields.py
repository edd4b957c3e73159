"""Which fields of an exported record hold what of an article: the names that exports give them, and those that a user gives.

Names are compared without case, spaces, `_` and `-`: `Date_Publish` is `datePublish`. Out of scope: what a field's value says
(`corpus.exports.field_values`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.errors import CorpusError
from corpus.pages.json_ld import Json


class FieldsMisnamed(CorpusError):
    """What a user says of a record's fields can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """For each fact the fields that may hold it, the first that holds anything counting. `source.name` is a field in a field.

    The defaults are those of news-please and Common Crawl's news, NewsAPI, The Guardian, The New York Times, WordPress, JSON
    Feed, MongoDB and ElasticSearch exports, schema.org, and data sets of news on Hugging Face and Kaggle.
    """

    text: tuple[str, ...] = (
        *("text", "maintext", "body", "bodytext", "articlebody", "articletext", "fulltext", "content", "contenttext"),
        *("article", "contents", "story", "paragraphs", "plaintext", "cleanedtext", "rawtext", "document"),
        *("contenthtml", "bodyhtml", "html", "rawhtml"),
    )
    title: tuple[str, ...] = ("title", "headline", "heading", "articletitle", "webtitle", "titlepage")
    byline: tuple[str, ...] = ("authors", "author", "byline", "creator", "dc:creator", "writer", "journalist", "by")
    publisher: tuple[str, ...] = (
        *("publisher", "outlet", "publication", "newspaper", "sitename", "sourcename", "site", "source", "provider"),
        *("sourcecommonname", "sourcedomain", "domain"),
    )
    published: tuple[str, ...] = (
        *(
            "published",
            "datepublished",
            "datepublish",
            "publishdate",
            "publisheddate",
            "publicationdate",
            "publishedat",
        ),
        *("publishedon", "published_time", "pubdate", "webpublicationdate", "firstpublished", "date"),
    )
    updated: tuple[str, ...] = (
        *("updated", "dateupdated", "datemodified", "datemodify", "modified", "updatedat", "modifiedat", "updateddate"),
        *("modifieddate", "lastupdated", "lastmodified", "updatedate", "lastmod", "lastmodifiedat"),
    )
    url: tuple[str, ...] = (
        *("url", "canonicalurl", "canonical", "link", "weburl", "articleurl", "articlelink", "permalink", "sourceurl"),
        *("newsurl", "originalurl", "canonicallink"),
    )
    language: tuple[str, ...] = ("language", "lang", "languagecode", "langcode", "inlanguage")

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> "Fields":
        """The defaults, with `text=Volltext` or `publisher=meta.outlet` before them. Raises `FieldsMisnamed`."""
        fields = cls()
        for pair in reversed(list(pairs)):
            fact, _, name = (part.strip() for part in pair.partition("="))
            if fact not in FACTS or not name:
                raise FieldsMisnamed(
                    f"field {pair!r} is not of the form FACT=NAME, FACT one of {', '.join(FACTS)}: for instance text=Volltext"
                )
            fields = replace(fields, **{fact: (name, *fields.names(fact))})
        return fields

    def names(self, fact: str) -> tuple[str, ...]:
        """The names of the fields that may hold that fact."""
        names: tuple[str, ...] = getattr(self, fact)
        return names

    def find(self, record: Mapping[str, Json]) -> dict[str, Json]:
        """What the record holds of each fact that it holds anything of."""
        source = record.get("_source")
        values = _flat({**record, **source, "_source": None} if isinstance(source, dict) else record)
        found: dict[str, Json] = {}
        for fact in FACTS:
            for name in self.names(fact):
                key = bare(name)
                # Tables have a column `source.name` for what is an object with a name.
                value = values.get(key) or values.get(f"{key}.name")
                if value not in _NOTHING:
                    found[fact] = value
                    break
        return found


FACTS = tuple(Fields.__dataclass_fields__)

_NOTHING: tuple[Json, ...] = (None, "", [], {}, False)

_WRAPPERS = frozenset(
    {
        *(
            "metadata",
            "meta",
            "fields",
            "article",
            "attributes",
            "data",
            "properties",
            "record",
            "doc",
            "document",
            "item",
        ),
        *("row", "post", "node", "story", "news", "result", "content"),
    }
)
"""Fields whose own fields count as the record's, where it has none of that name."""

_BETWEEN = re.compile(r"[\s_-]+")


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A field's name as it is compared."""
    return _BETWEEN.sub("", name.casefold())


def _flat(record: Mapping[str, Json]) -> dict[str, Json]:
    """A record's values by bare name; those one level down as `source.name`, and by their own name too where they are wrapped."""
    flat = {bare(name): value for name, value in record.items() if len(name) <= 100}
    for name, value in list(flat.items()):
        if isinstance(value, dict):
            wrapped = name in _WRAPPERS
            for inner, held in value.items():
                key = bare(inner) if len(inner) <= 100 else ""
                flat.setdefault(f"{name}.{key}", held)
                if wrapped:
                    flat.setdefault(key, held)
    return flat
