"""Which of a library's outlets a question names, and what that does to the order of passages."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.outlets import ATTRIBUTED, MENTIONED, Outlet, Outlets, by_outlets, represent

LIBRARY = Outlets(
    [
        *(
            "CNN",
            "theguardian.com",
            "The Week UK",
            "www.usatoday.com",
            "Newser",
            "TIME",
            "People",
            "Variety",
            "The Hill",
        ),
        *(
            "Fox News",
            "nytimes.com",
            "The New York Times",
            "Associated Press",
            "bbc.co.uk",
            "Reuters Staff",
            "news.sky.com",
        ),
        *(
            "The Mirror",
            "The Sun",
            "https://www.thetimes.co.uk/",
            "NBC News",
            "The Harbour Times",
            "Politico",
            "FT.com",
        ),
        *("abcnews.go.com", "Daily News", "The Washington Post", "dailymail.co.uk", "The Argus", "Wired"),
    ]
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many were hurt, according to Newser?", ["Newser"]),
        ("According to the Guardian, how many were hurt?", ["theguardian.com"]),
        ("What did The Week say about it?", ["The Week UK"]),
        ("What did The Week UK say about it?", ["The Week UK"]),
        ("What is said in the Guardian's report?", ["theguardian.com"]),
        ("What is said in the Guardian’s report?", ["theguardian.com"]),
        ("What did CNN and Fox News report?", ["CNN", "Fox News"]),
        ("How does CNN differ from the New York Times on this?", ["CNN", "nytimes.com"]),
        ("Do CNN, Reuters and the AP agree?", ["CNN", "Reuters Staff", "Associated Press"]),
        ("What has the NYT reported?", ["nytimes.com"]),
        ("What has the N.Y. Times reported?", ["nytimes.com"]),
        ("Who was quoted by the Associated Press?", ["Associated Press"]),
        ("Who was quoted by the AP?", ["Associated Press"]),
        ("What did BBC News report on the vote?", ["bbc.co.uk"]),
        ("What did he tell the BBC reporter, as told on Sky News?", ["bbc.co.uk", "news.sky.com"]),
        ("What was reported by USA TODAY?", ["www.usatoday.com"]),
        ("What does theguardian.com report?", ["theguardian.com"]),
        ("What did Time magazine call him?", ["TIME"]),
        ("What did Time report?", ["TIME"]),
        ("Who told People that they had split up?", ["People"]),
        ("According to Variety, who will star in it?", ["Variety"]),
        ("What did the Hill report?", ["The Hill"]),
        ("What did The Sun claim?", ["The Sun"]),
        ("What did the Daily Mirror claim?", ["The Mirror"]),
        ("What did the Times of London write?", ["https://www.thetimes.co.uk/"]),
        ("What did the Harbour Times write?", ["The Harbour Times"]),
        ("What did she write in The Guardian?", ["theguardian.com"]),
        ("What does The Week’s profile of her say?", ["The Week UK"]),
        ("what did cnn say about it", ["CNN"]),
        ("what did the washington post say about it", ["The Washington Post"]),
        ("how many were hurt according to the guardian", ["theguardian.com"]),
        ("Which story in the Argus was false?", ["The Argus"]),
        ("What did ABC News report?", ["abcnews.go.com"]),
        ("What did the Financial Times report?", ["FT.com"]),
        ("What did the Mail Online report?", ["dailymail.co.uk"]),
    ],
)
def test_a_question_asks_for_what_outlets_of_the_library_report(question: str, names: list[str]) -> None:
    named = LIBRARY.named(question)
    assert [outlet.name for outlet in named] == names
    assert all(outlet.attributed for outlet in named)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who has left the BBC?", ["bbc.co.uk"]),
        ("How many trust it, according to the Reuters Institute?", ["Reuters Staff"]),
        ("Who bought The Washington Post?", ["The Washington Post"]),
        ("Which town hall did CNN broadcast?", ["CNN"]),
    ],
)
def test_an_outlet_that_a_question_only_speaks_of_is_told_apart(question: str, names: list[str]) -> None:
    named = LIBRARY.named(question)
    assert [outlet.name for outlet in named] == names
    assert not any(outlet.attributed for outlet in named)


@pytest.mark.parametrize(
    "question",
    [
        "Who won this week?",
        "What was the week's best report?",
        "Who won for the first time?",
        "What time did the report say it was?",
        "How many people say so?",
        "People are leaving the town; why?",
        "What do people report?",
        "What variety of apple is it?",
        "Who ran up the hill?",
        "How far away is the Sun?",
        "How old is the Sun?",
        "Who was hit by the falling mirror?",
        "Who lives on Capitol Hill?",
        "Who is the guardian of the girl?",
        "Which guardian reported the theft?",
        "How many times did they report it?",
        "Which fox was seen?",
        "What did Megan Fox wear?",
        "What did the ap exam ask?",
        "How was the house wired?",
        "What did Le Monde report?",
        "What did the Daily Planet report?",
        "What is the news today?",
        "Who rode the Orient Express?",
        "Who wrote the AP style guide?",
        "What happened in the week after Time stood still?",
        "Time is running out for whom?",
        "What did Nbc say?",
        "",
        "?",
    ],
)
def test_words_that_are_also_names_of_outlets_name_none(question: str) -> None:
    assert LIBRARY.named(question) == ()


def test_an_outlet_has_all_the_names_that_the_library_has_for_it() -> None:
    library = Outlets(["New York Times", "nytimes.com", "The New York Times", "The New York Times Company", "NYT"])
    (outlet,) = library.named("What did the New York Times report?")
    assert outlet.publishers == {
        "New York Times",
        "nytimes.com",
        "The New York Times",
        "The New York Times Company",
        "NYT",
    }
    assert outlet.name == "New York Times"
    assert str(outlet) == "by New York Times"


def test_the_daily_and_the_sunday_paper_are_two() -> None:
    library = Outlets(["The Times", "The Sunday Times"])
    assert [outlet.name for outlet in library.named("What did the Sunday Times report?")] == ["The Sunday Times"]
    assert [outlet.name for outlet in library.named("What did the Times report?")] == ["The Times"]


def test_an_empty_library_has_no_outlets() -> None:
    assert Outlets([]).named("What did CNN report?") == ()


def outlet(name: str, *, attributed: bool = True) -> Outlet:
    return Outlet(name=name, publishers=frozenset([name]), attributed=attributed)


def test_passages_of_the_outlets_that_are_asked_for_are_lifted_and_prints_of_theirs_too() -> None:
    publishers = [{"CNN"}, {"Fox"}, {"Newser", "CNN"}, set[str](), {"BBC"}]
    added = by_outlets([outlet("CNN"), outlet("BBC", attributed=False)], publishers)
    assert added.tolist() == [ATTRIBUTED, 0, ATTRIBUTED, 0, MENTIONED]


def orders(asked: str, ranked: str, k: int) -> str:
    """The order of hits, each written as the letter of its publisher."""
    order = represent([outlet(letter) for letter in asked], [{letter} for letter in ranked], k)
    assert sorted(order) == list(range(len(ranked)))
    return "".join(ranked[at] for at in order)


@pytest.mark.parametrize(
    ("asked", "ranked", "k", "order"),
    [
        ("ab", "aaaabaa", 3, "aabaaaa"),
        ("ab", "xaaaab", 3, "xabaaa"),
        ("ab", "xxxxab", 3, "xbaxxx"),
        ("ab", "abxxx", 2, "abxxx"),
        ("ab", "aaaxx", 2, "aaaxx"),
        ("ab", "xyzab", 1, "xyzab"),
        ("abc", "xabzc", 3, "xabzc"),
        ("abc", "xxxabc", 4, "xcbaxx"),
        ("a", "xxxxa", 3, "xxaxx"),
        ("", "xxxxa", 3, "xxxxa"),
    ],
)
def test_each_outlet_that_is_asked_for_is_among_the_first(asked: str, ranked: str, k: int, order: str) -> None:
    assert orders(asked, ranked, k) == order


@given(st.text("abc", max_size=3), st.text("abcx", max_size=15), st.integers(1, 6))
@settings(max_examples=300, deadline=None)
def test_the_best_stays_first_and_whoever_can_be_shown_is(asked: str, ranked: str, k: int) -> None:
    order = orders("".join(dict.fromkeys(asked)), ranked, k)
    assert order[:1] == ranked[:1]
    shown = set(order[:k]) & set(asked)
    assert set(ranked[:k]) & set(asked) <= shown
    if len(set(asked)) < k:
        assert shown == set(asked) & set(ranked)


WORDS = "CNN the The Week said according to Time . ’s and , Guardian theguardian.com www. AP reports People"
words = st.sampled_from(WORDS.split())


@given(
    st.one_of(st.text(max_size=200), st.lists(words, max_size=14).map(" ".join)),
    st.lists(st.text(max_size=20), max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_asked_of_any_library(question: str, publishers: Sequence[str]) -> None:
    library = Outlets([*publishers, "CNN", "The Week", "TIME", "theguardian.com"])
    named = library.named(question)
    assert named == library.named(question)
    assert len({one.name for one in named}) == len(named)
    assert all(one.publishers <= {*publishers, "CNN", "The Week", "TIME", "theguardian.com"} for one in named)
