"""What records of common exports say, by whatever names, and what they do not say."""

from datetime import date

import pytest

from corpus.article import How
from corpus.exports.field_values import address_of, day_of, line_of, people_in, words_of
from corpus.exports.fields import FACTS, Fields, FieldsMisnamed, bare
from corpus.exports.record import read_record
from corpus.origin import Origin
from corpus.pages.json_ld import Json

TITLE = "Harbour Town council votes to build new bridge"
TEXT = (
    "The council of Harbour Town voted on Monday to build a new bridge across the Lune, ending a dispute of nine years."
)
URL = "https://harbour.example/news/bridge"

Record = dict[str, Json]

EXPORTS: dict[str, Record] = {
    "news-please and Common Crawl": {
        "authors": ["Jane Roe"], "date_download": "2024-07-01 10:00:00", "date_modify": "2024-06-05 08:00:00",
        "date_publish": "2024-06-03 07:53:00", "description": "A bridge.", "filename": "x.json", "image_url": "https://harbour.example/a.jpg",
        "language": "en", "localpath": None, "maintext": TEXT, "source_domain": "The Harbour Times", "title": TITLE,
        "title_page": None, "title_rss": None, "url": URL,
    },
    "NewsAPI": {
        "source": {"id": None, "name": "The Harbour Times"}, "author": "Jane Roe", "title": TITLE, "description": "A bridge.",
        "url": URL, "urlToImage": "https://harbour.example/a.jpg", "publishedAt": "2024-06-03T07:53:00Z", "content": TEXT,
        "updatedAt": "2024-06-05", "lang": "en-GB",
    },
    "The Guardian": {
        "id": "news/bridge", "webTitle": TITLE, "webPublicationDate": "2024-06-03T07:53:00Z", "webUrl": URL, "apiUrl": "https://api.example/x",
        "fields": {"bodyText": TEXT, "byline": "Jane Roe", "publication": "The Harbour Times", "lastModified": "2024-06-05T08:00:00Z", "lang": "en"},
    },
    "The New York Times": {
        "headline": {"main": TITLE, "kicker": None}, "byline": {"original": "By Jane Roe", "person": []}, "pub_date": "2024-06-03T07:53:00+0000",
        "source": "The Harbour Times", "web_url": URL, "body": TEXT, "updated": "2024-06-05", "language": "en",
    },
    "JSON Feed": {
        "id": "1", "url": URL, "title": TITLE, "content_text": TEXT, "date_published": "2024-06-03T07:53:00+02:00",
        "date_modified": "2024-06-05T08:00:00+02:00", "authors": [{"name": "Jane Roe"}], "language": "en-US", "publisher": "The Harbour Times",
    },
    "ElasticSearch": {
        "_index": "news", "_id": "7", "_score": 1.0, "sort": [1],
        "_source": {"Headline": TITLE, "Article Text": TEXT, "Publish Date": 1717401180000, "Last-Updated": "2024-06-05",
                    "source": {"name": "The Harbour Times"}, "Author": "Jane Roe", "URL": URL, "lang": "en"},
    },
    "MongoDB": {
        "_id": {"$oid": "65"}, "title": TITLE, "text": TEXT, "published_at": {"$date": "2024-06-03T07:53:00Z"},
        "updated_at": {"$date": {"$numberLong": "1717574400000"}}, "outlet": "The Harbour Times", "authors": ["Jane Roe"], "link": URL, "language": "en",
    },
    "schema.org": {
        "@type": "NewsArticle", "headline": TITLE, "articleBody": TEXT, "datePublished": "2024-06-03", "dateModified": "2024-06-05",
        "author": [{"@type": "Person", "name": "Jane Roe"}], "publisher": {"@type": "Organization", "name": "The Harbour Times"}, "url": URL, "inLanguage": "en",
    },
    "TREC Washington Post": {
        "id": "b2", "article_url": URL, "title": TITLE, "author": "Jane Roe", "published_date": 1717401180000, "source": "The Harbour Times",
        "contents": [{"type": "kicker", "content": "Local"}, {"type": "title", "content": TITLE},
                     {"type": "sanitized_html", "subtype": "paragraph", "content": TEXT}, {"type": "image", "fullcaption": "x"}],
        "updated": "5 June 2024", "lang": "en",
    },
    "a table of pandas": {
        "Unnamed: 0": "0", "Title": TITLE, "Article": TEXT, "Date": "Jun 3, 2024", "Authors": "['Jane Roe']", "source.name": "The Harbour Times",
        "Link": URL, "Last Modified": "2024-06-05 00:00:00", "LANGUAGE": "en",
    },
    "nested facts": {
        "text": TEXT, "metadata": {"title": TITLE, "author": "Jane Roe", "publisher": "The Harbour Times", "date": "20240603", "url": URL, "updated": "20240605T080000Z", "lang": "en"},
    },
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_the_records_of_common_exports_say_the_same(export: str) -> None:
    one = read_record(EXPORTS[export], Origin(source="a.jsonl:1", file="a.jsonl", sha256=""), Fields())
    assert one.text == f"{TITLE}\n\n{TEXT}"
    assert (one.title, one.byline, one.publisher, one.url) == (
        TITLE, "Jane Roe", "The Harbour Times", URL,
    )  # fmt: skip
    assert (one.published, one.updated) == (date(2024, 6, 3), date(2024, 6, 5))
    assert {one.provenance.title, one.provenance.byline, one.provenance.published, one.provenance.url} == {How.FIELD}


def test_names_are_alike_whatever_stands_between_their_words() -> None:
    assert {bare(name) for name in ("date_publish", "Date-Publish", "datePublish", " DATE PUBLISH ")} == {"datepublish"}


def test_every_fact_of_an_article_has_names_and_none_stands_under_two() -> None:
    fields = Fields()
    assert FACTS == ("text", "title", "byline", "publisher", "published", "updated", "url", "language")
    names = [bare(name) for fact in FACTS for name in fields.names(fact)]
    assert len(names) == len(set(names))


def test_names_that_a_user_gives_come_before_the_usual_ones_in_their_order() -> None:
    fields = Fields.parse(["text=Volltext", "title = meta.Titel", "text=Auszug"])
    assert fields.text[:3] == ("Volltext", "Auszug", "text")
    assert fields.find({"volltext": "", "AUSZUG": "b", "text": "c", "Meta": {"titel": "d"}}) == {
        "text": "b",
        "title": "d",
    }


@pytest.mark.parametrize("pair", ["text", "text=", "=x", "body=x", ""])
def test_a_name_that_is_given_wrongly_is_refused(pair: str) -> None:
    with pytest.raises(
        FieldsMisnamed, match=r"is not of the form FACT=NAME, FACT one of text, title, byline, publisher,"
    ):
        Fields.parse([pair])


DAYS: list[tuple[Json, str | None]] = [
    ("2023-06-18", "2023-06-18"),
    ("2023-06-18T23:59:59.123+05:30", "2023-06-18"),
    ("2023-06-18 07:53:00", "2023-06-18"),
    ("20230618", "2023-06-18"),
    ("20230618T120000Z", "2023-06-18"),
    ("20230618120000", "2023-06-18"),
    ("Sun, 18 Jun 2023 07:53:00 GMT", "2023-06-18"),
    ("June 18, 2023", "2023-06-18"),
    ("18.6.2023", "2023-06-18"),
    ("18/06/2023", "2023-06-18"),
    ("06/18/2023", "2023-06-18"),
    (1687071180, "2023-06-18"),
    (1687071180.5, "2023-06-18"),
    (1687071180000, "2023-06-18"),
    ("1687071180", "2023-06-18"),
    ("1687071180000", "2023-06-18"),
    ({"$date": "2023-06-18T07:53:00Z"}, "2023-06-18"),
    ({"$date": 1687071180000}, "2023-06-18"),
    ("31 Feb 2023", None),
    ("2023-02-31", None),
    ("2023-13-01", None),
    ("18/6/23", None),
    ("3/4/2023", None),
    ("2023", None),
    ("June 2023", None),
    ("2 days ago", None),
    ("June 18, 2023, updated June 19, 2023", None),
    ("1970-01-01T00:00:00Z", None),
    ("0001-01-01", None),
    (0, None),
    (2023, None),
    (20230618, None),
    (631151999, None),
    (631152000, "1990-01-01"),
    (4133980799, "2100-12-31"),
    (4133980800, None),
    (-1, None),
    (1e300, None),
    (float("inf"), None),
    (10**400, None),
    (True, None),
    (None, None),
    ([1687071180], None),
    ({"when": "2023-06-18"}, None),
    ("", None),
]


@pytest.mark.parametrize(("value", "day"), DAYS)
def test_a_day_is_read_where_it_is_one_and_only_one(value: Json, day: str | None) -> None:
    assert day_of(value) == (date.fromisoformat(day) if day else None)


PEOPLE: list[tuple[Json, list[str]]] = [
    ("Jane Roe", ["Jane Roe"]),
    (["Jane Roe", "Bob Stone"], ["Jane Roe", "Bob Stone"]),
    ([{"name": "Jane Roe", "url": "https://a.example"}, {"name": "Bob Stone"}], ["Jane Roe", "Bob Stone"]),
    ([{"firstname": "Jane", "lastname": "Roe"}], ["Jane Roe"]),
    ({"name": ["Jane Roe", "Bob Stone"]}, ["Jane Roe", "Bob Stone"]),
    ("['Jane Roe', \"Bob O'Stone\"]", ["Jane Roe", "Bob O'Stone"]),
    ("[]", []),
    (7, []),
    ([7, None], []),
    (None, []),
]


@pytest.mark.parametrize(("value", "names"), PEOPLE)
def test_names_are_read_from_strings_objects_and_lists(value: Json, names: list[str]) -> None:
    assert people_in(value) == names


def test_values_deep_inside_one_another_say_nothing() -> None:
    deep: Json = "Jane Roe"
    for number in range(20_000):
        deep = [deep] if number % 2 else {"name": deep, "text": deep, "$date": deep}
    assert (people_in(deep), words_of(deep), day_of(deep), line_of(deep)) == ([], "", None, None)


def test_words_and_addresses_are_what_they_are() -> None:
    assert (
        words_of([" a ", {"type": "image", "content": "no"}, {"text": "b"}, "", 7, {"paragraph": "no"}]) == " a \n\nb"
    )
    assert words_of({"rendered": "<p>a</p>", "protected": False}) == "<p>a</p>"
    assert words_of(7) is None
    assert line_of(" The <em>bridge</em> &amp;\n the river ") == "The bridge & the river"
    assert line_of("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2"
    assert address_of(" https://a.example/b?c=d ") == "https://a.example/b?c=d"
    assert [address_of(value) for value in ("javascript:alert(1)", "/a/b", "a.example", "https://a", "nyt://x.y/z", "http://a.example/b c", 7)] == [None] * 7  # fmt: skip
