"""The JSON serialisations of JWS and JWE: recognised and shown, never taken for a JWT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.json_scanner import scan, scan_object
from oidc_workbench.jose.reading import Defect, JsonDocument, Segment, TokenForm
from oidc_workbench.jose.wrapping import is_json_serialisation

if TYPE_CHECKING:
    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.reading import Span

_JWS_MEMBERS = {"protected": "header", "payload": "payload", "signature": "signature"}
_JWE_MEMBERS = {
    "protected": "header",
    "encrypted_key": "encrypted_key",
    "iv": "iv",
    "ciphertext": "ciphertext",
    "tag": "tag",
}


@dataclass(frozen=True, slots=True)
class JsonSerialisation:
    """What a token in JSON holds; of several signatures or recipients, the first."""

    form: TokenForm
    segments: tuple[Segment, ...]
    header: JsonDocument | None
    payload: JsonDocument | None
    defects: tuple[Defect, ...]


def read_json_serialisation(token: Excerpt) -> JsonSerialisation | None:
    """Read a JWS (RFC 7515 §7.2) or JWE (RFC 7516 §7.2) in JSON; None when the text is neither."""
    octets = token.text.encode("utf-8", "surrogatepass")
    document, defects = scan(octets)
    if not document.is_json or not is_json_serialisation(document.mapping):
        return None
    form = TokenForm.JWE_JSON if "ciphertext" in document.mapping else TokenForm.JWS_JSON
    found: list[Defect] = [*defects, _refusal(token)]
    segments = _segments(token, octets, document, form, found)
    by_name = {segment.name: segment for segment in segments}
    header = _document(by_name.get("header"), found)
    payload = _document(by_name.get("payload"), found) if form is TokenForm.JWS_JSON else None
    return JsonSerialisation(form, segments, header, payload, tuple(found))


def _refusal(token: Excerpt) -> Defect:
    message = "It is a token in JSON serialisation; a JWT is compact only (RFC 7519 §1)."
    return Defect("jwt-json-serialization", message, "", token.span(0, len(token.text)))


def _segments(
    token: Excerpt, octets: bytes, document: JsonDocument, form: TokenForm, found: list[Defect]
) -> tuple[Segment, ...]:
    names = _JWE_MEMBERS if form is TokenForm.JWE_JSON else _JWS_MEMBERS
    segments: dict[str, Segment] = {}
    for member in document.members:
        name = names.get(str(member.path[-1]))
        is_placed = member.path[:-1] in {(), ("signatures", 0), ("recipients", 0)}
        if name is None or not is_placed or not isinstance(member.value, str):
            continue
        span = _place(token, octets, member.span)
        decoded = base64url.decode(member.value)
        if decoded.code:
            found.append(Defect(decoded.code, decoded.message, name, span))
        segments[name] = Segment(name, member.value, span, decoded.octets)
    return tuple(segments[name] for name in names.values() if name in segments)


def _place(token: Excerpt, octets: bytes, span: Span) -> Span:
    if token.text.isascii():
        return token.span(span.start, span.end)
    start, end = (
        len(octets[:at].decode("utf-8", "surrogatepass")) for at in (span.start, span.end)
    )
    return token.span(start, end)


def _document(segment: Segment | None, found: list[Defect]) -> JsonDocument | None:
    if segment is None or segment.octets is None:
        return None
    document, defects = scan_object(segment.octets, segment.name, segment.span)
    found.extend(defects)
    return document
