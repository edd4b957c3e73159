"""Bytes to text: nothing is translated, replaced or guessed where it can be known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import Undecodable, decode

PORTUGUESE = (
    "O ministro disse em São Paulo que a situação não é tão má; “ninguém ganha”, afirmou a oposição na sexta-feira."
)
GERMAN = (
    "Der Außenminister sprach in München über größere Fragen, während es draußen regnete und die Straßen leer waren."
)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    data = ("Rain fell. " + text).encode()
    controls = sum(ord(character) < 32 and character not in "\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f" for character in text)
    if controls <= 8:
        assert decode(data) == "Rain fell. " + text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_stays_character_zero(mark: bytes, encoding: str) -> None:
    assert decode(mark + "Grüße.\r\n".encode(encoding)) == "\ufeffGrüße.\r\n"


def test_newlines_of_every_kind_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PORTUGUESE, "cp1252"),
        (GERMAN, "latin-1"),
        ("“We can’t wait,” the minister said on Friday – and left for the coast with her team.", "cp1252"),
        ("Министр заявил в пятницу, что переговоры были полезными и что встреча состоится в Москве.", "cp1251"),
        ("Minister spraw zagranicznych powiedział w piątek, że rozmowy były użyteczne, a spotkanie w Łodzi.", "cp1250"),
        ("外交部长周五表示，会谈非常有益，下一次会议将在北京举行。双方同意继续保持沟通。", "gb18030"),
        ("外務大臣は金曜日、会談は非常に有益だったと述べ、次回の会合は東京で開かれると語った。", "shift_jis"),
    ],
)
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["The bridge — “at last” — opens in May.\r\n", "Most na Łunie otwarto w maju 🎉.\n" * 400]
)
def test_utf_16_is_known_without_a_byte_order_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("data", [b"\x01\0\x02\0\x03\0\x04\0", b"a\0\0\0b\0\0\0", b"\0" * 64, b"ab\0c\0\0de\0"])
def test_figures_between_nuls_are_no_text_in_utf_16(data: bytes) -> None:
    with pytest.raises(Undecodable, match=r"is binary: byte [0-9] is NUL"):
        decode(data)


def test_utf_16_that_breaks_off_is_named() -> None:
    with pytest.raises(Undecodable, match="seems to be in UTF-16-LE, but byte 38 is not UTF-16-LE: save it again"):
        decode("The bridge opens in".encode("utf-16-le") + b"\n")


def test_a_nul_byte_is_binary() -> None:
    with pytest.raises(Undecodable, match="is binary: byte 2 is NUL"):
        decode(b"ab\0cd")


def test_text_full_of_control_characters_is_binary() -> None:
    with pytest.raises(Undecodable, match="is binary: 40 control characters among 44"):
        decode(b"\x01\x02" * 20 + b"text")


@pytest.mark.parametrize(
    ("data", "name"), [(b"%PDF-1.7 stream", "a PDF"), (b"PK\x03\x04abc", "a ZIP archive"), (b"GIF89a..", "a GIF image")]
)
def test_a_document_under_a_false_name_is_called_by_its_own(data: bytes, name: str) -> None:
    with pytest.raises(Undecodable, match=f"is {name}.*, whatever its name says"):
        decode(data)


def test_utf8_with_one_broken_byte_is_refused_with_its_place_not_garbled() -> None:
    data = ("„Größe“ — “naïve” café, señor, Łódź. " * 3).encode() + b"\x92" + b" end"
    at = data.index(b"\x92", -10)
    with pytest.raises(Undecodable, match=f"is UTF-8 except for 1 place, the first at byte {at:,}: save it again"):
        decode(data)


def test_bytes_that_belie_their_byte_order_mark_are_refused() -> None:
    with pytest.raises(Undecodable, match="starts with the byte order mark of UTF-8, but byte 5 is not UTF-8"):
        decode(b"\xef\xbb\xbfab\xff")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_lone_surrogates_cannot_get_into_a_text(encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    with pytest.raises(Undecodable, match="save it again as UTF-8"):
        decode(mark + "a\ud800b".encode(encoding, "surrogatepass"))


@given(st.binary(max_size=300))
def test_any_bytes_either_decode_to_text_that_utf8_can_hold_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except Undecodable:
        return
    assert text.encode().decode() == text
    assert "\0" not in text
