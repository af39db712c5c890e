"""The lenient reader: any text gives a Reading, and what is wrong with it is kept beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.excerpt import Excerpt
from oidc_workbench.jose.json_reader import read_json_serialisation
from oidc_workbench.jose.json_scanner import scan_object
from oidc_workbench.jose.limits import DEFAULT_LIMITS, TOKEN, kibibytes
from oidc_workbench.jose.quick_reader import read_flawless
from oidc_workbench.jose.reading import (
    Defect,
    JsonDocument,
    JsonParts,
    NamedToken,
    Reading,
    Segment,
    Span,
    TokenForm,
    Wrapping,
)
from oidc_workbench.jose.token_search import WHOLE_TOKEN
from oidc_workbench.jose.wrapping import Unwrapped, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oidc_workbench.jose.limits import Limits

MAX_TOKEN = DEFAULT_LIMITS.token_octets
"""Octets up to which a token is parsed (RFC 8259 §9, RFC 7516 §11; our policy)."""
MAX_HEADER = DEFAULT_LIMITS.header_octets
"""Octets of a decoded header up to which it is parsed; our policy."""

_JWS = ("header", "payload", "signature")
_JWE = ("header", "encrypted_key", "iv", "ciphertext", "tag")
_SHOWN_SEGMENTS = 8
# Issuer-signed JWT, disclosures, and perhaps a key binding JWT (RFC 9901 §4).
_SD_JWT = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]*+){2}~[A-Za-z0-9_.~-]*+")
_STRAY = re.compile(r"[^A-Za-z0-9._-]")
# How base64url of "{", alone or with what may follow it, begins.
_BRACE = ("eyJ", "eyA", "ewo", "ew0", "ewk", "e30")


def read(text: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read any text whatsoever; never raises, and takes time linear in the text.

    Wrappings (quotes, ``Bearer``, header lines, curl commands, callback URLs, token responses,
    line breaks, percent-encoding) are taken off and named in :attr:`Reading.wrappings`. The codes
    of the defects are the ids of the rules that judge them.
    """
    stripped = text.strip()
    if WHOLE_TOKEN.fullmatch(stripped):
        start = text.find(stripped)
        if stripped.count(".") == 2 and text.isascii():
            flawless = read_flawless(text, stripped, start, limits)
            if flawless is not None:
                return flawless
        unwrapped = Unwrapped(Excerpt(text, stripped, start))
    else:
        unwrapped = unwrap(text, limits)
    return _Reader(text, unwrapped, limits).reading()


class _Reader:
    """Reads one unwrapped token, collecting defects on the way."""

    def __init__(self, text: str, unwrapped: Unwrapped, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._unwrapped = unwrapped
        self._token = unwrapped.token
        self._defects = list(unwrapped.defects)
        start = unwrapped.token.starts
        self._base = start if isinstance(start, int) and text.isascii() else None

    def reading(self) -> Reading:
        token = self._token.text
        if not token:
            return self._result(TokenForm.EMPTY)
        most = self._limits.token_octets
        if len(token) > most or len(token.encode("utf-8", "surrogatepass")) > most:
            said = f"It is longer than {kibibytes(most)} (limit {TOKEN}), so it was not parsed."
            self._defect("limit-size-depth", said)
            return self._result(TokenForm.BROKEN)
        if token.startswith("{"):
            return self._json()
        if _SD_JWT.fullmatch(token):
            return self._sd_jwt(token)
        return self._compact(token)

    def _sd_jwt(self, token: str) -> Reading:
        """Read the issuer-signed part; the rest is read by ``sd_jwt.read_sd_jwt``."""
        issued = token[: token.index("~")]
        raws = issued.split(".")
        parts = [base64url.decode(raw) for raw in raws]
        header, broken_header = self._header(parts[0], self._span(0, len(raws[0])))
        if not _is_meant_as_jwt(issued, len(raws), parts[0].octets, header):
            return self._result(TokenForm.OPAQUE)
        segments = tuple(self._segments(raws, _JWS, parts))
        self._defects.extend(broken_header)
        payload = self._payload(segments, len(raws))
        return self._result(TokenForm.SD_JWT, segments, header, payload)

    def _json(self) -> Reading:
        found = read_json_serialisation(self._token, self._limits)
        if found is None:
            self._stray_characters()
            self._defect("jwt-segments", "It begins like a JSON object but holds no token.")
            return self._result(TokenForm.BROKEN)
        self._defects.extend(found.defects)
        return self._result(found.form, found.segments, found.header, found.payload, found.parts)

    def _compact(self, token: str) -> Reading:
        raws = token.split(".")
        count = len(raws)
        names = _JWE if count == 5 else _JWS
        parts = [base64url.decode(raw) for raw in raws[:_SHOWN_SEGMENTS]]
        header, broken_header = self._header(parts[0], self._span(0, len(raws[0])))
        if not _is_meant_as_jwt(token, count, parts[0].octets, header):
            return self._result(TokenForm.OPAQUE)
        self._stray_characters()
        segments = tuple(self._segments(raws, names, parts))
        self._defects.extend(broken_header)
        if count not in {3, 5}:
            said = f"It has {count} segments; a signed token has 3, an encrypted one 5."
            self._defect("jwt-segments", said)
        payload = self._payload(segments, count)
        return self._result(_form(count, header), segments, header, payload)

    def _header(
        self, part: base64url.Decoded, span: Span
    ) -> tuple[JsonDocument | None, tuple[Defect, ...]]:
        if part.octets is None:
            said = "The header cannot be decoded, so it is no JSON object."
            return None, (Defect("json-not-object", said, "header", span),)
        if len(part.octets) > self._limits.header_octets:
            most = kibibytes(self._limits.header_octets)
            said = f"The header is longer than {most}, so it was not parsed."
            return None, (Defect("limit-size-depth", said, "header", span),)
        return scan_object(part.octets, "header", span, self._limits.nesting)

    def _segments(
        self, raws: list[str], names: tuple[str, ...], parts: list[base64url.Decoded]
    ) -> Iterator[Segment]:
        start = 0
        for index, (raw, part) in enumerate(zip(raws, parts, strict=False)):
            name = names[index] if index < len(names) else "extra"
            span = self._span(start, start + len(raw))
            if part.code:
                self._defect(part.code, part.message, name, span)
            yield Segment(name, raw, span, part.octets)
            start += len(raw) + 1

    def _payload(self, segments: tuple[Segment, ...], count: int) -> JsonDocument | None:
        if count == 5 or len(segments) < 2:
            return None
        octets, span = segments[1].octets, segments[1].span
        if octets is None:
            said = "The payload cannot be decoded, so it is no JSON object."
            self._defect("json-not-object", said, "payload", span)
            return None
        document, defects = scan_object(octets, "payload", span, self._limits.nesting)
        self._defects.extend(defects)
        return document

    def _span(self, start: int, end: int) -> Span:
        if self._base is None:
            return self._token.span(start, end)
        return Span(self._base + start, self._base + end)

    def _stray_characters(self) -> None:
        text = self._token.text
        if stray := _STRAY.search(text):
            span = self._span(stray.start(), stray.end())
            said = f"The character {stray[0]!a} does not belong in a compact JWT."
            self._defect("jwt-charset", said, "", span)

    def _defect(self, code: str, said: str, segment: str = "", span: Span | None = None) -> None:
        self._defects.append(Defect(code, said, segment, span))

    def _result(
        self,
        form: TokenForm,
        segments: tuple[Segment, ...] = (),
        header: JsonDocument | None = None,
        payload: JsonDocument | None = None,
        parts: JsonParts | None = None,
    ) -> Reading:
        found = self._unwrapped
        return Reading(
            text=self._text,
            token=self._token.text,
            form=form,
            wrapping=found.wrappings[0] if found.wrappings else Wrapping.BARE,
            segments=segments,
            header=header,
            payload=payload,
            defects=tuple(self._defects),
            named=tuple(NamedToken(n, e.text, e.span(0, len(e.text))) for n, e in found.named),
            wrappings=found.wrappings,
            json=parts,
        )


def _form(count: int, header: JsonDocument | None) -> TokenForm:
    if header is None or not isinstance(header.value, dict):
        return TokenForm.BROKEN
    return {3: TokenForm.JWS_COMPACT, 5: TokenForm.JWE_COMPACT}.get(count, TokenForm.BROKEN)


def _is_meant_as_jwt(
    token: str, count: int, first: bytes | None, header: JsonDocument | None
) -> bool:
    """Tell a damaged JWT from an opaque token, which may hold dots and base64url as well."""
    if header is not None and count == 1 and isinstance(header.value, dict):
        return "alg" in header.value or "typ" in header.value
    if token.startswith(_BRACE):
        return True
    if count not in {3, 5}:
        return False
    if header is not None and (header.is_json or header.value is not None):
        return True
    text = (first or b"").removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0\xff\xfe")
    return text.startswith(b"{")
