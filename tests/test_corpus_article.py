"""What an article tells of itself beyond what was read off it."""

import pytest

from corpus.article import Article


@pytest.mark.parametrize(
    ("publisher", "url", "known"),
    [
        ("CNN", "https://edition.cnn.com/2023/a.html", "CNN"),
        (None, "https://Edition.cnn.com:443/2023/a.html", "edition.cnn.com"),
        ("", "http://www.theweek.co.uk/news?a=b.c", "www.theweek.co.uk"),
        (None, "about:blank", None),
        (None, "http://[", "["),
        (None, None, None),
    ],
)
def test_the_outlet_of_an_article_is_its_publisher_or_the_host_that_it_stands_on(
    publisher: str | None, url: str | None, known: str | None
) -> None:
    article = Article(source="a.txt", text="Seals.", sha256="", regions=(), publisher=publisher, url=url)
    assert article.outlet == known
