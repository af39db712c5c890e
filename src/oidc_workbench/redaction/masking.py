"""What may be shown of one secret."""

import re
from base64 import urlsafe_b64decode

MARK = "••••"
"""Stands where a secret, or the part of it that counts, stood."""

_B64 = r"[A-Za-z0-9_-]"
_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9_-])(e[wy]{_B64}{{3,}})(\.{_B64}*)\.{_B64}+((?:\.{_B64}*){{2}})?"
)
_CLEANED = re.compile(rf"{_B64}+(?:\.{_B64}*)?\.{MARK}")


def mask(secret_text: str) -> str:
    """Return what may be shown of a secret.

    Of a signed token its header and payload (RFC 7515 §7.1), of an encrypted one its header
    (RFC 7516 §7.1), of anything else nothing, not even its length.
    """
    if _CLEANED.fullmatch(secret_text):
        return secret_text
    match = _TOKEN.fullmatch(secret_text)
    return _without_signature(match) if match and _opens_object(match[1]) else MARK


def mask_tokens(text: str) -> str:
    """Take the signature of every token in a text."""
    return _TOKEN.sub(lambda m: _without_signature(m) if _opens_object(m[1]) else m[0], text)


def mask_credentials(value: str) -> str:
    """Mask a header's credentials, keeping the scheme (RFC 9110 §11.4)."""
    scheme, space, rest = value.partition(" ")
    if space and scheme.lower() in {"bearer", "basic", "dpop", "digest", "negotiate"}:
        return f"{scheme} {mask(rest.strip())}"
    return mask(value)


def mask_literal(literal: str) -> str:
    """Mask a quoted string or a number, keeping the quotes."""
    if literal[0] not in "\"'":
        return f'"{MARK}"'
    closing = literal[0] if len(literal) > 1 and literal.endswith(literal[0]) else ""
    inner = literal[1 : len(literal) - len(closing)]
    if not inner:
        return literal
    return literal[0] + mask_credentials(inner) + closing


def signature_of(value: str) -> str:
    """Return the last part of a token, which may stand alone in a shortened echo of it.

    Empty for anything that is no token.
    """
    return value.rpartition(".")[2] if _TOKEN.fullmatch(value) else ""


def _without_signature(match: re.Match[str]) -> str:
    if match[3] is not None:
        return f"{match[1]}.{MARK}"
    return f"{match[1]}{match[2]}.{MARK}"


def _opens_object(segment: str) -> bool:
    """Whether the first octets of a base64url segment open a JSON object."""
    first = urlsafe_b64decode(segment[:4])[:2]
    return first[:1] == b"{" and first[1:] in {b'"', b" ", b"\n", b"\r", b"\t", b"}"}
