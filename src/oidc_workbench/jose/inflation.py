"""Compressed plaintext, inflated up to a limit and never beyond (RFC 7516 §4.1.3)."""

from __future__ import annotations


class TooLargeError(ValueError):
    """More octets than the limit would come out."""


def inflate(octets: bytes, limit: int) -> bytes:
    """Inflate a raw DEFLATE stream (RFC 1951); at most ``limit + 1`` octets are ever made.

    Raises:
        TooLargeError: more than ``limit`` octets would come out.
        ValueError: it is no complete stream, or something follows it.
    """
    import zlib

    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = stream.decompress(octets, limit + 1)
    except zlib.error:
        raise ValueError("no DEFLATE stream") from None
    if len(found) > limit:
        raise TooLargeError
    if not stream.eof or stream.unused_data:
        raise ValueError("no complete DEFLATE stream")
    return found
