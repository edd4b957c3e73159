"""Where sentences begin and end: the habits of news, and that no character is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import find_sentences

PIECES = st.sampled_from(
    [
        *("Mr. ", "U.S. ", "Sen. ", "p.m. ", "No. 7 ", "$1.5 ", "Xi", "the ", "mill ", "“", "” ", "‘", "’", "(", ") "),
        *(
            "[5]",
            "[12] ",
            "¹",
            ". ",
            ".",
            "! ",
            "? ",
            "… ",
            "...",
            "; ",
            ", ",
            " – ",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "\u00a0",
        ),
        *(
            "\u2028",
            "\x0b",
            "\x1c",
            "\u200b",
            "。",
            "中文",
            "é",
            "e\u0301",
            "🛟",
            "\ufeff",
            "</p>",
            "%s",
            "{0}",
            "\x1b[31m",
        ),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    {
        "He called it “a good day.”[5] Beijing said nothing.": ["He called it “a good day.”[5]", "Beijing said nothing."],
        "It was cold.” [4] The talks went on.": ["It was cold.” [4]", "The talks went on."],
        "It ended.[2][3] “Why?” he asked.": ["It ended.[2][3]", "“Why?” he asked."],
        "It rained, she said.¹ Then it cleared.": ["It rained, she said.¹", "Then it cleared."],
        "The vote was 5-4.[12]The dam was built.": ["The vote was 5-4.[12]", "The dam was built."],
        "The U.S. and China met.[0] Sen. Ana Ruiz left at 5 p.m. on Friday. She flew home.": [
            "The U.S. and China met.[0]",
            "Sen. Ana Ruiz left at 5 p.m. on Friday.",
            "She flew home.",
        ],
        "It ended at 5 p.m. The crowd left.": ["It ended at 5 p.m.", "The crowd left."],
        "She lives in the U.S. The house is old.": ["She lives in the U.S.", "The house is old."],
        "“We will go.” She left.": ["“We will go.”", "She left."],
        "The loan is for $1.5 million. No. 10 signed it.": ["The loan is for $1.5 million.", "No. 10 signed it."],
        "He said (it was late.) and left. Really?! Yes.": ["He said (it was late.) and left.", "Really?!", "Yes."],
        "It tests Sino-U.S. relations. He left.": ["It tests Sino-U.S. relations.", "He left."],
        "It peaks at 6:51 p.m. ET or 11:51 p.m. GMT. Look up.": ["It peaks at 6:51 p.m. ET or 11:51 p.m. GMT.", "Look up."],
        "They met J.D. Oduya, the mayor. He won.": ["They met J.D. Oduya, the mayor.", "He won."],
        "Calder Org. attorneys spoke. They lost.": ["Calder Org. attorneys spoke.", "They lost."],
        "“We go,” he said.Then he went.": ["“We go,” he said.", "Then he went."],
    }.items(),
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


def test_no_sentence_crosses_a_line_end_whatever_the_line_end_is() -> None:
    assert sentences("one\r\ntwo three. Four\r\n\r\nfive\rsix\nseven") == [
        "one",
        "two three.",
        "Four",
        "five",
        "six",
        "seven",
    ]


def test_offsets_point_into_the_whole_text_when_only_a_stretch_is_looked_at() -> None:
    text = "Menu. It rained. It cleared. Footer."
    assert find_sentences(text, 6, 28) == [(6, 16), (17, 28)]


@given(TEXTS)
def test_sentences_hold_every_character_but_white_space_in_order_and_none_twice(text: str) -> None:
    spans = find_sentences(text, 0, len(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_nothing_outside_the_stretch_is_in_a_sentence(text: str, before: int, after: int) -> None:
    start, end = min(before, len(text)), max(len(text) - after, min(before, len(text)))
    spans = find_sentences(text, start, end)
    assert "".join("".join(text[first:last].split()) for first, last in spans) == "".join(text[start:end].split())
    assert all(start <= first and last <= end for first, last in spans)
