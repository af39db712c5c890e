"""Secrets taken out of any text, by the places where they stand."""

import re
from collections.abc import Callable
from functools import cached_property

from oidc_workbench.redaction.masking import (
    MARK,
    mask,
    mask_credentials,
    mask_literal,
    mask_tokens,
)
from oidc_workbench.redaction.secret_names import (
    SECRET_HEADERS,
    SECRET_JWK_MEMBERS,
    SECRET_PARAMETERS,
)

# What a challenge may say after its scheme (RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1) …
_CHALLENGE = (
    "realm|scope|error|error_description|error_uri|resource_metadata|algs|charset|acr_values"
    "|max_age|nonce|title"
)
# … and what prose may say after the word Bearer.
_PROSE = (
    "tokens?|authentication|authori[sz]ation|scheme|challenge|header|method|request"
    "|auth|encoding|credentials|clients?|proofs?|or|and"
)

_QUOTES = "\"'"


class _Places:
    """Places where secrets stand, as a pattern that is compiled when a text first may hold one.

    Compiling takes far longer than searching the few short texts that most calls clean.

    Args:
        marks: sets of characters; whatever the pattern matches holds one character of each.
    """

    def __init__(self, marks: tuple[str, ...], pattern: str) -> None:
        self._marks = marks
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def sub(self, with_: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with every such place replaced."""
        for mark in self._marks:
            if not any(character in text for character in mark):
                return text
        return self._compiled.sub(with_, text)


_PARAMETER = "|".join(sorted(SECRET_PARAMETERS, key=len, reverse=True))
_MEMBER = "|".join(sorted((*SECRET_PARAMETERS, *SECRET_HEADERS), key=len, reverse=True))
_HEADER_LINE = _Places(
    (":",), rf"(?im)^([ \t>*]*(?:{'|'.join(SECRET_HEADERS)})[ \t]*:[ \t]*)([^\r\n]+)"
)
_SCHEME = _Places(
    (" \t%+",),
    r"(?i)\b(Bearer|Basic|DPoP|Digest|Negotiate)([ \t]+|%20|\+)"
    rf"(?!(?:{_CHALLENGE})\s*=\s*[\"\w])(?!(?:{_PROSE})[.,;:)\"']*(?:\s|$))([A-Za-z0-9._~+/\-%•]+=*)",
)
_USERINFO = _Places((":", "/", "@"), r"(://[^/\s@:?#]*:)[^/\s@?#]+(@)")
_PAIR = _Places(
    ("=",), rf"(?im)((?:^|[?&#;\s\"'(,{{|]|%3F|%26|%23|\\n)(?:{_PARAMETER})=)([^&\s\"'<>#]+)"
)
_ENCODED_PAIR = _Places(
    ("%",), rf"(?i)((?:%3F|%26|%23|[?&])(?:{_PARAMETER})%3D)((?:(?!%26|%23)[^&\s\"'<>#])+)"
)
_STRING = r"\"(?:\\.|[^\"\\])*(?:\"|\Z)|'(?:\\.|[^'\\])*(?:'|\Z)"
_QUOTED = _Places(
    (_QUOTES, ":"), rf"(?is)([\"'](?:{_MEMBER})[\"']\s*:\s*)({_STRING}|-?[0-9][0-9.eE+-]*)"
)
_TUPLE = _Places(("(", _QUOTES), rf"(?is)(\(\s*[\"'](?:{_MEMBER})[\"']\s*,\s*b?)({_STRING})")
_ESCAPED = _Places(
    ("\\", '"'), rf"(?is)((?<!\\)(\\{{1,7}})\"(?:{_MEMBER})\2\"\s*:\s*\2\")(.*?)((?<!\\)\2\"|\Z)"
)


# Short member names mean a private key (RFC 7517 §9.2) only where key material stands.
_JWK_PRIVATE = _Places(
    (_QUOTES, ":"),
    rf"([\"'](?:{'|'.join(sorted(SECRET_JWK_MEMBERS))})\\*[\"']\s*:\s*\\*[\"'])[A-Za-z0-9_-]{{8,}}",
)
_OTHER_PRIMES = _Places(
    (_QUOTES, ":", "["), r"(?<!\\)(\\{0,7})([\"'])oth\1\2(\s*:\s*)\[[^\]]*(?:\]|\Z)"
)
_PEM_PRIVATE = _Places(
    ("-", "B", "G"),
    r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)",
)


def redact_text(text: str) -> str:
    """Take every recognisable secret out of a text: a URL, a log line, a header, JSON, a form."""
    text = _HEADER_LINE.sub(lambda m: m[1] + mask_credentials(m[2]), text)
    text = _SCHEME.sub(lambda m: m[1] + m[2] + mask(m[3]), text)
    text = _USERINFO.sub(rf"\g<1>{MARK}\g<2>", text)
    text = _ESCAPED.sub(lambda m: m[1] + mask(m[3]) + m[4], text)
    text = _QUOTED.sub(lambda m: m[1] + mask_literal(m[2]), text)
    text = _JWK_PRIVATE.sub(rf"\g<1>{MARK}", text)
    text = _OTHER_PRIMES.sub(rf"\1\2oth\1\2\3\1\2{MARK}\1\2", text)
    text = _PEM_PRIVATE.sub(rf"\g<1>{MARK}\g<2>", text)
    text = _TUPLE.sub(lambda m: m[1] + mask_literal(m[2]), text)
    text = _PAIR.sub(lambda m: m[1] + mask(m[2]), text)
    text = _ENCODED_PAIR.sub(lambda m: m[1] + mask(m[2]), text)
    return mask_tokens(text)
