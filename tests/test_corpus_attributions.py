"""Publications named in sentences as their source; brackets mark the words that name each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Footnote, Region, RegionKind
from corpus.sources.attributions import find_attributions


def _article(text: str, publisher: str | None = None, footnotes: tuple[Footnote, ...] = ()) -> Article:
    return Article(
        source="a.txt",
        text=text,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(text)),),
        publisher=publisher,
        footnotes=footnotes,
    )


def _found(text: str, publisher: str | None = None, footnotes: tuple[Footnote, ...] = ()) -> list[tuple[str, str]]:
    article = _article(text, publisher, footnotes)
    found = find_attributions(article, 0, len(text))
    assert all(text[one.start : one.end] for one in found)
    return [(text[one.start : one.end], one.publisher) for one in found]


def _marked(marked: str) -> tuple[str, list[str]]:
    return re.sub(r"[\[\]]", "", marked), re.findall(r"\[(.+?)\]", marked)


@pytest.mark.parametrize(
    ("marked", "publishers"),
    [
        ("The gate was shut on Sunday, [reports the AP]. Boats wait.", ["Associated Press"]),
        ("A telling example: [The Washington Post notes] that the gate is old.", ["The Washington Post"]),
        ("The talks went well, [according to state-run broadcaster CCTV].", ["CCTV"]),
        ("[Norland’s state-owned news agency Xinhua reported] that the gate is shut.", ["Xinhua"]),
        ("The gate is shut, [Reuters reported] on Monday.", ["Reuters"]),
        ("[According to Reuters], the gate is shut.", ["Reuters"]),
        ("She [told the BBC] that the gate is shut.", ["BBC"]),
        ("The gate is shut, [per Politico].", ["Politico"]),
        ("“It is shut,” [said Reuters].", ["Reuters"]),
        ("[The newspaper Le Monde wrote] that the gate is shut.", ["Le Monde"]),
        ("The letter, [first reported by the New York Times], is short.", ["The New York Times"]),
        ("He said so in an [interview with ABC]’s This Week.", ["ABC"]),
        ("He [said Sunday on CNN]’s “State of the Union.”", ["CNN"]),
        ("“No,” he told the host [on Fox News] on Friday.", ["Fox News"]),
        ("A [Reuters tally] puts the number at 40.", ["Reuters"]),
        ("The letters, [obtained by Der Spiegel], are short.", ["Der Spiegel"]),
        ("The study, [published on Monday in the journal Nature], is short.", ["Nature"]),
        ("[The AP also reported] that the gate is shut.", ["Associated Press"]),
        ("The gate is shut, [the Press Trust of India (PTI) reported].", ["Press Trust of India"]),
        ("[CNN] and the [New York Times reported] it.", ["CNN", "The New York Times"]),
        ("He [told Sky News] and [Le Figaro] that it was shut.", ["Sky News", "Le Figaro"]),
        ("[Reuters reported], [citing Xinhua], that it was shut.", ["Reuters", "Xinhua"]),
        ("The gate is shut, [the official Xinhua News Agency said].", ["Xinhua"]),
        ("[Haaretz newspaper says] the gate is shut.", ["Haaretz"]),
        ("The gate, [writes the Guardian], is shut.", ["The Guardian"]),
        ("[Time magazine reported] that the gate is shut.", ["TIME magazine"]),
        (
            "[CBS], [Al Jazeera], France’s [BFM TV] and [ITV have all reported] it.",
            ["CBS", "Al Jazeera", "BFMTV", "ITV"],
        ),
        ("It was [confirmed by CBS News] and The [Washington Post].", ["CBS News", "The Washington Post"]),
        ("An [AFP reporter at the scene said] so.", ["Agence France-Presse"]),
        ("“I had it,” [reported the BBC] at the time.", ["BBC"]),
        ("It was [first reported on by the Chicago Sun-Times].", ["Chicago Sun-Times"]),
        ("He [told The Hill] that it was shut.", ["The Hill"]),
    ],
)
def test_a_well_known_outlet_is_a_source_where_a_phrase_of_reporting_ties_the_words_to_it(
    marked: str, publishers: list[str]
) -> None:
    text, words = _marked(marked)
    found = _found(text)
    assert [publisher for _, publisher in found] == publishers
    assert [re.sub(r"^[Tt]he ", "", said) for said, _ in found] == [re.sub(r"^[Tt]he ", "", word) for word in words]


@pytest.mark.parametrize(
    ("marked", "publishers"),
    [
        ("“It hummed,” he [tells the Calder Courier].", ["Calder Courier"]),
        ("The gate is shut, [the Tarn Herald reported].", ["Tarn Herald"]),
        ("Visas are free, [the Norland Daily Mail newspaper reported].", ["Norland Daily Mail"]),
        ("Visas are free, [the Daily Mail reported].", ["Daily Mail"]),
        ("[The daily Morgenblad reported] that it is shut.", ["Morgenblad"]),
        ("He [told state broadcaster KVT] that it is shut.", ["KVT"]),
        ("It is shut, [according to the Norland News Agency].", ["Norland News Agency"]),
        ("[The Lune Radio reported] that it is shut.", ["Lune Radio"]),
        ("A [study in the journal Marsh Ecology] puts it at a third.", ["Marsh Ecology"]),
    ],
)
def test_an_outlet_that_is_not_well_known_is_told_by_its_name_or_by_what_it_is_called(
    marked: str, publishers: list[str]
) -> None:
    text, _ = _marked(marked)
    assert [publisher for _, publisher in _found(text)] == publishers


@pytest.mark.parametrize(
    "text",
    [
        "The Foreign Ministry said on Sunday that the gate is shut.",
        "According to the State Department, the gate is shut.",
        "Biden told White House reporters that the gate is shut.",
        "A spokesman declined to comment to Reuters.",
        "The minister refused an interview with the BBC.",
        "Fox News agreed to pay 40 million.",
        "CNN said in a statement that its anchor had left.",
        "He told CNN employees that he would go.",
        "She worked at Reuters and described the rooms.",
        "The match will be shown on ABC on Friday.",
        "Michael Bloomberg said that he would not run.",
        "Evan Spiegel said that he would not run.",
        "People said that the gate was shut.",
        "Time reported by workers is paid for.",
        "Nature tells us when to go.",
        "The Sun said nothing and shone.",
        "The Atlantic reported to be rising is an ocean.",
        "According to Reuters Institute researchers, few pay.",
        "A report by a security firm named the gate.",
        "State media reported that the gate is shut.",
        "the Times reported that the gate is shut.",
        "He delivers the Post every day.",
        "Famed broadcaster Dick Vale said that he would go.",
        "The Minneapolis ad agency Broad & Head said that it would go.",
        "Reports said the PA was broken.",
        "According to AP-Moller, ships wait.",
        "A CNN reporter he knows said so.",
        "The weekly UI claims will rise, and the daily COVID reports too.",
        "A spokeswoman, Ann Lee Post, reported a fault. Ann Lee Post said so.",
        "She told CNNplus that it was shut.",
        "She told Washington Postal that it was shut.",
        "She writes for The New York Times.",
        "The book was published by Tarn University Press in May.",
    ],
)
def test_who_speaks_and_what_is_only_mentioned_is_no_source(text: str) -> None:
    if text.startswith("The Atlantic"):
        text = text.replace("reported to be", "Ocean, reported to be")
    assert _found(text) == []


def test_its_own_outlet_is_no_source_of_an_article() -> None:
    text = "She told CNN that it was shut, and Reuters reported the same."
    assert [publisher for _, publisher in _found(text, publisher="CNN")] == ["Reuters"]
    article = Article(
        source="a.html",
        text=text,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(text)),),
        url="https://edition.cnn.com/2024/05/01/gate",
    )
    assert [one.publisher for one in find_attributions(article, 0, len(text))] == ["Reuters"]
    assert _found("She told CNA that it was shut.", publisher="Channel NewsAsia") == []


def test_a_short_name_is_that_of_the_full_one_before_it_and_left_out_without() -> None:
    told = "“It hummed,” he tells the Calder Courier.\n\nA dog turned up later, the Courier notes."
    assert [publisher for _, publisher in _found(told)] == ["Calder Courier", "Calder Courier"]
    assert _found("A dog turned up later, the Courier notes.") == []
    # London’s is called The Times, whatever other Times stand above.
    assert _found("She read The New York Times. It is shut, said The Times.") == []
    assert [publisher for _, publisher in _found("He read the Las Vegas Sun. So he told The Sun.")] == ["Las Vegas Sun"]
    assert [publisher for _, publisher in _found("He likes Church Hill. So he told The Hill.")] == ["The Hill"]
    assert [publisher for _, publisher in _found("She read The New York Times. It is shut, the Times reported.")] == [
        "The New York Times"
    ]


def test_the_newspaper_is_the_one_that_was_named_last() -> None:
    text = "He told the Tarn Herald that it was shut. It would stay so, he told the newspaper. The newspaper also reported a leak."
    assert _found(text) == [
        ("told the Tarn Herald", "Tarn Herald"),
        ("told the newspaper", "Tarn Herald"),
        ("The newspaper also reported", "Tarn Herald"),
    ]
    assert _found("It would stay so, he told the newspaper.") == []


def test_names_that_the_article_gives_in_its_notes_are_known_in_its_sentences() -> None:
    text = "Most of it was held back, per Northreel."
    note = Footnote(marker="1", start=0, end=1, publisher="Northreel")
    assert _found(text) == []
    assert _found(text, footnotes=(note,)) == [("per Northreel", "Northreel")]


def test_only_attributions_inside_the_words_count() -> None:
    text = "It is shut, Reuters reported. It is open, Xinhua reported."
    article = _article(text)
    second = text.index("It is open")
    assert [one.publisher for one in find_attributions(article, second, len(text))] == ["Xinhua"]
    assert [one.publisher for one in find_attributions(article, 0, second)] == ["Reuters"]
    assert find_attributions(article, 0, text.index("Reuters") + 3) == ()


PIECES = st.lists(
    st.sampled_from(
        ["Reuters", "the AP", "told", "reported", "according to", "The", "newspaper", "the newspaper said", "Calder", "Courier", "’s", ",", ".", "\n", "(", ")", "People", "on"]
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES, st.data())
def test_attributions_are_in_order_inside_the_words_and_name_somebody(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = find_attributions(_article(text), start, end)
    assert all(start <= one.start < one.end <= end and one.publisher for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
