"""Shingles and the hashes of sentences: what edits and another place leave of them."""

from hypothesis import given
from hypothesis import strategies as st

from index.shingles import SAME_ORIGIN, containment, have_one_origin, minhashes, shingles

FERRY = "The ferry to Lindholm was taken out of service on Friday after a crack was found in its bow door."
HARBOUR = "Passengers were told to use the bridge at Osier Point until a second vessel comes from the north in May."
COST = "Replacing the door will cost the county four million crowns, which the council had set aside for a new pier."


def test_a_text_has_each_run_of_four_words_once() -> None:
    assert len(shingles("one two three four one two three four")) == 5 - 1
    assert len(shingles("a b c d e")) == 2
    assert len(shingles("only three words")) == 1
    assert len(shingles(" … ")) == 0


def test_case_punctuation_footnotes_and_white_space_make_no_difference() -> None:
    plain = shingles("The ferry was late, he said. Nobody knew why")
    assert shingles("“the  FERRY was\nlate” he said[3] nobody knew why!").tolist() == plain.tolist()


def test_containment_is_of_the_shorter_text() -> None:
    short, long = shingles("a b c d e f"), shingles("x a b c d e y z w v u")
    assert containment(short, long) == containment(long, short) == 2 / 3
    assert containment(shingles(""), long) == 0.0


def test_a_sentence_has_the_same_hash_wherever_it_stands() -> None:
    alone, first, last = minhashes([FERRY, f"{FERRY} {HARBOUR}", f"{COST}\n\n{HARBOUR} {FERRY}"])
    assert len(alone) == 1
    assert alone[0] in first
    assert alone[0] in last
    assert len({*first} & {*last}) == 2


def test_short_sentences_are_passed_over_where_there_are_longer_ones() -> None:
    assert minhashes([f"Nobody was hurt. {FERRY}"]) == minhashes([FERRY])
    (short,) = minhashes(["Nobody was hurt."])
    assert len(short) == 1
    assert minhashes(["Hm.", "", "…"])[1:] == [[], []]


def test_hashes_are_the_same_for_one_text_and_for_several() -> None:
    texts = [FERRY, "", f"{HARBOUR}\n{COST}", "Two words", FERRY]
    assert minhashes(texts) == [minhashes([text])[0] for text in texts]


def test_hashes_are_the_same_in_every_process() -> None:
    assert minhashes([FERRY]) == [[15350481]]


def test_a_part_of_an_article_has_its_origin_and_an_article_of_the_same_event_has_not() -> None:
    whole = f"{FERRY} {HARBOUR} {COST}"
    other = (
        "A crack in the bow door of the Lindholm ferry has stopped the service, and travellers have to cross the bridge at "
        "Osier Point. The county expects a second vessel in May and a bill of four million crowns."
    )
    assert have_one_origin(shingles(whole), shingles(HARBOUR.replace("second", "further")))
    assert containment(shingles(whole), shingles(other)) < SAME_ORIGIN
    assert not have_one_origin(shingles(whole), shingles(other))


WORDS = st.lists(st.sampled_from("bee oak mill keel pier rain snow iron salt wool".split()), min_size=8, max_size=30)  # noqa: SIM905


@given(WORDS, WORDS, WORDS)
def test_a_printed_sentence_is_found_among_any_others(before: list[str], printed: list[str], after: list[str]) -> None:
    sentences = [" ".join(words).capitalize() + "." for words in (before, printed, after)]
    hashes, (own,) = minhashes([" ".join(sentences)])[0], minhashes([sentences[1]])
    assert {*own} <= {*hashes}


@given(st.text(max_size=200))
def test_any_text_has_shingles_in_order_and_hashes_of_32_bits(text: str) -> None:
    found = shingles(text).tolist()
    assert found == sorted({*found})
    assert all(-(2**31) <= hash < 2**31 for hash in minhashes([text])[0])
