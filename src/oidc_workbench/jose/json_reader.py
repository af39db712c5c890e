"""The JSON serialisations of JWS and JWE: read in full, never taken for a JWT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.json_scanner import scan, scan_object
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import (
    Defect,
    JsonDocument,
    JsonParts,
    RecipientEntry,
    Segment,
    SignatureEntry,
    Span,
    TokenForm,
)
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.limits import Limits

_JWE_SHARED = ("iv", "ciphertext", "tag", "aad")
_CODE = "jwt-json-serialization"
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class JsonSerialisation:
    """What a token in JSON holds; segments, header and payload of the first signature."""

    form: TokenForm
    segments: tuple[Segment, ...]
    header: JsonDocument | None
    payload: JsonDocument | None
    defects: tuple[Defect, ...]
    parts: JsonParts


def is_json_serialisation(value: Mapping[str, object]) -> bool:
    """Whether an object is a JWS or JWE in JSON (RFC 7515 §7.2, RFC 7516 §7.2)."""
    if "ciphertext" in value or isinstance(value.get("signatures"), list):
        return True
    # Without a payload it is detached (RFC 7515 appendix F).
    return "signature" in value and ("payload" in value or "protected" in value)


def read_json_serialisation(
    token: Excerpt, limits: Limits = DEFAULT_LIMITS
) -> JsonSerialisation | None:
    """Read a JWS (RFC 7515 §7.2) or JWE (RFC 7516 §7.2) in JSON; None when the text is neither."""
    octets = token.text.encode("utf-8", "surrogatepass")
    document, defects = scan(octets, max_depth=limits.nesting)
    if not document.is_json or not is_json_serialisation(document.mapping):
        return None
    reader = _Reader(token, octets, document, limits)
    reader.defects.extend(defects)
    said = "It is a token in JSON serialisation; a JWT is compact only (RFC 7519 §1)."
    reader.defects.append(Defect(_CODE, said, "", token.span(0, len(token.text))))
    if "ciphertext" not in document.mapping:
        return reader.signed()
    if "payload" in document.mapping or "signatures" in document.mapping:
        said = "It is a signed and an encrypted token at once (RFC 7516 §9)."
        reader.defects.append(Defect(_CODE, said, "ciphertext"))
    return reader.encrypted()


def is_unencoded(head: Mapping[str, object]) -> bool:
    """Whether a protected header says that the payload is not base64url (RFC 7797 §3, §6)."""
    crit = head.get("crit")
    return head.get("b64") is False and isinstance(crit, list) and "b64" in crit


class _Reader:
    """Reads one object, collecting defects on the way."""

    def __init__(
        self, token: Excerpt, octets: bytes, document: JsonDocument, limits: Limits
    ) -> None:
        self._token = token
        self._octets = octets
        self._document = document
        self._limits = limits
        self._places = {member.path: member.span for member in document.members}
        self.defects: list[Defect] = []

    def signed(self) -> JsonSerialisation:
        signatures = tuple(
            self._signature(path, entry, place)
            for path, entry, place in self._entries("signatures", "signature")
        )
        first = signatures[0] if signatures else None
        unencoded = bool(first and first.document and is_unencoded(first.document.mapping))
        payload = self._segment(("payload",), "payload", self.defects, unencoded=unencoded)
        found = (first and first.protected, payload, first and first.signature)
        for one in signatures:
            self.defects.extend(one.defects)
        return JsonSerialisation(
            TokenForm.JWS_JSON,
            tuple(segment for segment in found if segment),
            first.document if first else None,
            self._parsed(payload, self.defects),
            tuple(self.defects),
            JsonParts(self._document, "signatures" in self._document.mapping, signatures),
        )

    def encrypted(self) -> JsonSerialisation:
        header = self._segment(("protected",), "header", self.defects)
        document = self._parsed(header, self.defects)
        recipients = tuple(
            RecipientEntry(
                place,
                self._header((*path, "header"), entry.get("header", {}), self.defects),
                self._segment((*path, "encrypted_key"), "encrypted_key", self.defects, place),
                self._span(path),
            )
            for path, entry, place in self._entries("recipients", "encrypted_key")
        )
        unprotected = self._document.mapping.get("unprotected", {})
        shared = self._header(("unprotected",), unprotected, self.defects)
        first = recipients[0].encrypted_key if recipients else None
        rest = (self._segment((name,), name, self.defects) for name in _JWE_SHARED)
        return JsonSerialisation(
            TokenForm.JWE_JSON,
            tuple(segment for segment in (header, first, *rest) if segment),
            document,
            None,
            tuple(self.defects),
            JsonParts(
                self._document,
                "recipients" in self._document.mapping,
                recipients=recipients,
                unprotected=shared,
            ),
        )

    def _entries(
        self, plural: str, singular: str
    ) -> Iterator[tuple[_Path, Mapping[str, object], str]]:
        """Every signature or recipient; in the flattened syntax the object itself is the one."""
        whole = self._document.mapping
        if plural not in whole:
            yield (), whole, ""
            return
        listed = whole[plural]
        # Of an encrypted token the protected header is everybody's (RFC 7516 §7.2.1).
        flattened = {singular, "header"} | ({"protected"} if plural == "signatures" else set())
        if flattened & whole.keys():
            self._complain("It mixes the general and the flattened syntax.", plural)
        if not isinstance(listed, list) or not listed:
            self._complain("It is not an array with an entry.", plural)
            return
        if len(listed) > self._limits.entries:
            said = f"Only the first {self._limits.entries} entries were read."
            self.defects.append(Defect("limit-size-depth", said, plural))
        for index, entry in enumerate(listed[: self._limits.entries]):
            place = f"{plural}[{index}]"
            if isinstance(entry, dict):
                yield (plural, index), entry, place
            else:
                self._complain("It is not a JSON object.", place)

    def _signature(self, path: _Path, entry: Mapping[str, object], place: str) -> SignatureEntry:
        defects: list[Defect] = []
        protected = self._segment((*path, "protected"), "header", defects, place)
        document = self._parsed(protected, defects)
        header = self._header((*path, "header"), entry.get("header", {}), defects)
        signature = self._segment((*path, "signature"), "signature", defects, place)
        if document and document.mapping.keys() & header.keys():
            said = "Its protected and unprotected header have a name in common."
            defects.append(Defect(_CODE, said, _within(place, "header"), self._span(path)))
        return SignatureEntry(
            place, protected, document, header, signature, self._span(path), tuple(defects)
        )

    def _segment(
        self,
        path: _Path,
        name: str,
        defects: list[Defect],
        place: str = "",
        *,
        unencoded: bool = False,
    ) -> Segment | None:
        """Read one base64url member; the first entry's segments bear the compact form's names."""
        value = self._value(path)
        span, called = self._span(path), _within(place, name)
        if value is None and path not in self._places:
            return None
        if not isinstance(value, str):
            defects.append(Defect(_CODE, f'Its member "{path[-1]}" is not a string.', called, span))
            return None
        if unencoded:
            return Segment(called, value, span, value.encode("utf-8", "surrogatepass"))
        decoded = base64url.decode(value)
        if decoded.code:
            defects.append(Defect(decoded.code, decoded.message, called, span))
        return Segment(called, value, span, decoded.octets)

    def _value(self, path: _Path) -> object:
        found: object = self._document.value
        for step in path:
            if isinstance(found, dict):
                found = found.get(str(step))
            elif isinstance(found, list) and isinstance(step, int):
                found = found[step]
        return found

    def _header(self, path: _Path, value: object, defects: list[Defect]) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        name = ".".join(str(step) for step in path)
        defects.append(Defect(_CODE, "It is not a JSON object.", name, self._span(path)))
        return {}

    def _parsed(self, segment: Segment | None, defects: list[Defect]) -> JsonDocument | None:
        if segment is None or segment.octets is None:
            return None
        if segment.name.endswith("header") and len(segment.octets) > self._limits.header_octets:
            said = "The header is longer than the limit, so it was not parsed."
            defects.append(Defect("limit-size-depth", said, segment.name, segment.span))
            return None
        document, found = scan_object(
            segment.octets, segment.name, segment.span, self._limits.nesting
        )
        defects.extend(found)
        return document

    def _span(self, path: _Path) -> Span:
        span = self._places.get(path, Span(0, len(self._octets)))
        if self._token.text.isascii():
            return self._token.span(span.start, span.end)
        start, end = (
            len(self._octets[:at].decode("utf-8", "surrogatepass")) for at in (span.start, span.end)
        )
        return self._token.span(start, end)

    def _complain(self, said: str, place: str) -> None:
        self.defects.append(Defect(_CODE, said, place))


def _within(place: str, name: str) -> str:
    return name if place in {"", "signatures[0]", "recipients[0]"} else f"{place}.{name}"
