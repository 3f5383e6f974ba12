"""Packed bodies: all of it or none of it."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares import DamagedBody, StrictCompression, gunzip, inflate

LIMIT = 1_000_000


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=3000))
def test_what_was_packed_comes_out(data: bytes) -> None:
    assert gunzip(gzip.compress(data), LIMIT) == data
    assert gunzip(gzip.compress(data) + gzip.compress(data), LIMIT) == data * 2
    assert inflate(zlib.compress(data), LIMIT) == data
    assert inflate(_raw(data), LIMIT) == data


@given(st.binary(min_size=50, max_size=2000), st.data())
def test_no_part_of_it_is_taken_for_the_whole(data: bytes, draw: st.DataObject) -> None:
    packed = gzip.compress(data)
    with pytest.raises(DamagedBody):
        gunzip(packed[: draw.draw(st.integers(min_value=2, max_value=len(packed) - 1))], LIMIT)
    deflated = zlib.compress(data)
    with pytest.raises(DamagedBody):
        inflate(deflated[: draw.draw(st.integers(min_value=2, max_value=len(deflated) - 5))], LIMIT)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = b"\0" * (LIMIT * 20)
    for unpack, packed in ((gunzip, gzip.compress(bomb)), (inflate, zlib.compress(bomb))):
        with pytest.raises(DamagedBody, match="more than 1000000 bytes"):
            unpack(packed, LIMIT)


def test_what_is_called_gzip_and_is_none_is_taken_as_it_is() -> None:
    assert StrictCompression._decode(b"<html>", b"gzip", LIMIT) == b"<html>"


def test_packing_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(DamagedBody, match="br"):
        StrictCompression._decode(b"x", b"br", LIMIT)
