"""Bytes read once from front to back: what comes before damage, what comes behind it, and how much is unpacked."""

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.containers.formats import Format
from corpus.containers.streams import Damaged, Exhausted, Meter, Stream, unpack
from corpus.limits import MAX_UNPACKED, MAX_WHOLE

PACKERS: dict[Format, Callable[[bytes], bytes]] = {
    Format.GZIP: gzip.compress,
    Format.BZIP2: bz2.compress,
    Format.XZ: lzma.compress,
}


def breaking(*chunks: bytes) -> Iterator[bytes]:
    yield from chunks
    raise Damaged("breaks off")


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(st.lists(st.binary(min_size=1, max_size=9), max_size=9), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20)), max_size=20))  # fmt: skip
def test_reads_of_any_sizes_give_the_chunks_one_behind_another(
    chunks: list[bytes], reads: list[tuple[int, int]]
) -> None:
    stream, whole, at = Stream(iter(chunks)), b"".join(chunks), 0
    for way, size in reads:
        if way == 0:
            assert stream.read(size) == whole[at : at + size]
            at = min(at + size, len(whole))
        elif way == 1:
            assert stream.peek(size)[:size] == whole[at : at + size]
        else:
            data = stream.read(size)
            stream.unread(data)
        assert stream.tell() == at
    assert stream.read() == whole[at:]


def test_what_comes_before_damage_is_given_out_first() -> None:
    stream = Stream(breaking(b"one ", b"two"))
    assert stream.peek(100) == b"one two"
    assert stream.read(100) == b"one two"
    with pytest.raises(Damaged, match="breaks off"):
        stream.read(1)
    with pytest.raises(Damaged, match="breaks off"):
        stream.read(1)
    assert not stream.go_on()


def test_a_header_cannot_ask_for_more_at_once_than_anyone_needs() -> None:
    stream = Stream(iter([b"x" * 100]))
    with pytest.raises(Damaged, match="a header in it claims 64,000,002 bytes"):
        stream.read(MAX_WHOLE + 2)
    with pytest.raises(Damaged, match="a header in it gives a length below zero"):
        stream.seek(-1)
    assert stream.seek(99) == 99
    assert stream.read() == b"x"


@pytest.mark.parametrize("form", PACKERS)
@given(
    parts=st.lists(st.binary(max_size=60), min_size=1, max_size=4), size=st.integers(1, 40), zeros=st.integers(0, 30)
)
def test_streams_packed_one_behind_another_are_one_however_they_are_chunked(
    form: Format, parts: list[bytes], size: int, zeros: int
) -> None:
    packed = b"".join(map(PACKERS[form], parts)) + b"\0" * zeros
    assert Stream(unpack(pieces(packed, size), form, Meter(10**6))).read() == b"".join(parts)


@pytest.mark.parametrize("form", PACKERS)
@given(cut=st.integers(1, 11), size=st.integers(1, 200))
def test_a_truncated_stream_is_never_taken_for_a_whole_one(form: Format, cut: int, size: int) -> None:
    data = bytes(range(256)) * 30
    stream = Stream(unpack(pieces(PACKERS[form](data)[:-cut], size), form, Meter(10**6)))
    assert data.startswith(stream.peek(len(data)))
    stream.read(len(stream.peek(len(data))))
    with pytest.raises(Damaged, match=r"is truncated: its (gzip|bzip2|xz) data breaks off after [\d,]+ bytes of text"):
        stream.read(1)


@given(place=st.integers(12, 60), size=st.integers(1, 400))
def test_behind_a_damaged_stream_of_a_gzip_the_next_is_read(place: int, size: int) -> None:
    first, second = bytearray(gzip.compress(bytes(range(200)))), gzip.compress(b"and so on")
    first[place] ^= 0x55
    stream = Stream(unpack(pieces(bytes(first) + second, size), Format.GZIP, Meter(10**6)))
    stream.read(len(stream.peek(1000)))
    with pytest.raises(Damaged, match="its gzip data can't be unpacked past byte"):
        stream.read(1)
    assert stream.go_on()
    assert stream.read().endswith(b"and so on")


def test_more_than_the_limit_is_not_unpacked_over_all_layers_together() -> None:
    meter = Meter(1000)
    meter.count(MAX_UNPACKED - 5)
    meter.count(5)
    with pytest.raises(Exhausted, match=r"unpacks to more than 4\.0 GB, 4,000,000 times its own size"):
        meter.count(1)
    Meter(50_000_000_000).count(2 * MAX_UNPACKED)


def test_unpacking_stops_at_the_limit() -> None:
    meter = Meter(1000)
    meter.count(MAX_UNPACKED - 1_000_000)
    packed = gzip.compress(b"0" * 10_000_000)
    unpacked = 0
    with pytest.raises(Exhausted):  # noqa: PT012
        for chunk in unpack(iter([packed]), Format.GZIP, meter):
            assert isinstance(chunk, bytes)
            unpacked += len(chunk)
    assert 0 < unpacked <= 1_000_000
