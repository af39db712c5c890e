"""Base64url without padding (RFC 7515 §2), read leniently and judged strictly."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from dataclasses import field

from oidc_workbench.values import dataclass

INVALID = "b64url-invalid"
NONCANONICAL = "b64url-noncanonical"

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_NOISE = re.compile(r"[\s=]+")
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_PADDING = ("", "", "==", "=")
# The last character carries 4 or 2 bits beyond the octets; RFC 4648 §3.5 wants them to be zero.
CLEAN_ENDS = {1: frozenset[str](), 2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a text decodes to.

    Args:
        octets: None when nothing can be made of it.
        code: the rule it breaks, empty when it is exactly what an encoder writes.
        message: one sentence about that.
    """

    octets: bytes | None = field(repr=False)
    code: str = ""
    message: str = ""


def decode(raw: str) -> Decoded:
    """Decode base64url; a text that is not unpadded base64url is decoded as far as it can be."""
    rest = len(raw) % 4
    if rest == 1 or not _ALPHABET.fullmatch(raw):
        return _decode_leniently(raw)
    octets = _octets(raw, rest)
    if rest and raw[-1] not in CLEAN_ENDS[rest]:
        return Decoded(octets, NONCANONICAL, "The unused bits of the last character are not zero.")
    return Decoded(octets)


def decode_clean(raw: str) -> bytes | None:
    """Decode what is known to be of the alphabet; None when it is not exactly base64url."""
    rest = len(raw) % 4
    if rest == 1 or (rest and raw[-1] not in CLEAN_ENDS[rest]):
        return None
    return a2b_base64(raw.replace("-", "+").replace("_", "/") + _PADDING[rest])


def decode_strictly(raw: object) -> bytes | None:
    """Decode canonical base64url; None for anything else."""
    if not isinstance(raw, str):
        return None
    decoded = decode(raw)
    return None if decoded.code else decoded.octets


def encode(octets: bytes) -> str:
    """Encode without padding."""
    return encode_octets(octets).decode("ascii")


def encode_octets(octets: bytes) -> bytes:
    """Encode without padding, to octets of ASCII."""
    return b2a_base64(octets, newline=False).translate(_URL_SAFE, b"=")


def encode_number(number: int, length: int = 0) -> str:
    """Encode an unsigned number, big-endian: Base64urlUInt (RFC 7518 §2).

    Its length is ``length`` octets, or as few as hold it when that is 0.
    """
    return encode(number.to_bytes(length or (number.bit_length() + 7) // 8 or 1, "big"))


def _octets(raw: str, rest: int) -> bytes:
    """Decode what is known to be of the alphabet; ``rest`` is its length modulo 4."""
    return a2b_base64(raw.replace("-", "+").replace("_", "/") + _PADDING[rest])


def _decode_leniently(raw: str) -> Decoded:
    cleaned = _NOISE.sub("", raw).replace("+", "-").replace("/", "_")
    if not _ALPHABET.fullmatch(cleaned):
        return Decoded(None, INVALID, "It holds characters that are not base64url.")
    usable = cleaned[:-1] if len(cleaned) % 4 == 1 else cleaned
    octets = _octets(usable, len(usable) % 4)
    return Decoded(octets, INVALID, _complaint(raw))


def _complaint(raw: str) -> str:
    if "=" in raw:
        return 'It holds "=": base64url in a JWT has no padding.'
    if "+" in raw or "/" in raw:
        return 'It holds "+" or "/": that is standard base64, not base64url.'
    if _NOISE.search(raw):
        return "It holds white space."
    return "Its length leaves a single character over, which is no whole octet: it is cut off."
