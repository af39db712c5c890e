"""What a text is, without judging it: the shapes that the lenient reader fills."""

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oidc_workbench.jose.named_members import NamedMembers

from oidc_workbench.values import dataclass


class TokenForm(StrEnum):
    """The serialisation a token came in."""

    JWS_COMPACT = "jws-compact"
    JWE_COMPACT = "jwe-compact"
    JWS_JSON = "jws-json"
    JWE_JSON = "jwe-json"
    SD_JWT = "sd-jwt"  # a signed token followed by disclosures (RFC 9901)
    BROKEN = "broken"  # meant to be a JWT (it has dots and a JSON header), but not well formed
    OPAQUE = "opaque"
    EMPTY = "empty"


class Wrapping(StrEnum):
    """What the token was wrapped in when it was pasted."""

    BARE = "bare"
    QUOTED = "quoted"
    BEARER = "bearer"
    HEADER_LINE = "header-line"
    CALLBACK_URL = "callback-url"
    TOKEN_RESPONSE = "token-response"  # noqa: S105 - the name of a message, not a secret
    CURL = "curl"
    SEVERAL_LINES = "several-lines"  # broken over lines, or one token on each line
    PERCENT_ENCODED = "percent-encoded"
    JSON = "json"  # any JSON text that holds tokens, and is no token response
    PROSE = "prose"  # a log, a mail, a command: any text with tokens in it


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the pasted text: UTF-8 byte offsets, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Defect:
    """Something malformed, kept beside what could still be read.

    Args:
        code: the defect's stable name (``b64url-invalid``, ``json-duplicate-member`` …); equal to
            the id of the rule that judges it where there is one.
        segment: the segment it was met in, or empty for the whole text.
    """

    code: str
    message: str
    segment: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a JSON object as written; duplicates appear as often as they stand.

    Args:
        path: names and indexes from the document's root (``("cnf", "jkt")``, ``("aud", 0)``).
        span: offsets of the value within the decoded segment's octets.
    """

    path: tuple[str | int, ...]
    value: object
    span: Span


@dataclasses.dataclass(frozen=True)
class JsonDocument:
    """A decoded header or payload.

    Args:
        value: the parsed value (of duplicate names the last one); None when nothing was parsed.
        octets: what was parsed, where the members' places are counted; empty when unknown.
        is_json: whether the octets are one JSON text and nothing else.
    """

    value: object
    octets: bytes = field(default=b"", repr=False)
    is_json: bool = True

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Every member as written, found when first asked for."""
        # Here, since the scanner speaks in the shapes of this module.
        from oidc_workbench.jose.json_members import members_of

        return members_of(self.octets)

    @cached_property
    def named(self) -> "NamedMembers":
        """The members outside arrays, found when first asked for."""
        from oidc_workbench.jose.named_members import NamedMembers

        return NamedMembers(self.octets)

    @property
    def mapping(self) -> Mapping[str, object]:
        """The value when it is an object, else an empty mapping."""
        return self.value if isinstance(self.value, dict) else {}


@dataclass(frozen=True, slots=True)
class Segment:
    """One dot-separated part of a compact token.

    Args:
        name: header, payload, signature; for a JWE header, encrypted_key, iv, ciphertext, tag.
        octets: the decoded octets, or None when nothing could be decoded.
    """

    name: str
    raw: str = field(repr=False)
    span: Span
    octets: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """One signature of a JWS in JSON serialisation (RFC 7515 §7.2.1).

    Args:
        place: where it stands (``signatures[1]``); empty in the flattened syntax.
        protected: the protected header as written; None when there is none.
        document: the protected header, parsed.
        header: the unprotected header.
        defects: what is wrong with this signature alone.
    """

    place: str
    protected: Segment | None
    document: JsonDocument | None
    header: Mapping[str, object]
    signature: Segment | None
    span: Span | None = None
    defects: tuple[Defect, ...] = ()

    @property
    def head(self) -> Mapping[str, object]:
        """Protected and unprotected header joined, the protected one above (RFC 7515 §4)."""
        protected = self.document.mapping if self.document else {}
        return {**self.header, **protected}


@dataclass(frozen=True, slots=True)
class RecipientEntry:
    """One recipient of a JWE in JSON serialisation (RFC 7516 §7.2.1).

    Args:
        place: where it stands (``recipients[1]``); empty in the flattened syntax.
        header: the unprotected header of this recipient.
    """

    place: str
    header: Mapping[str, object]
    encrypted_key: Segment | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class JsonParts:
    """What only a JSON serialisation has.

    Args:
        document: the whole object; its members' places are counted in the token's octets.
        is_general: general rather than flattened syntax.
        unprotected: the unprotected header that all recipients share.
    """

    document: JsonDocument = field(repr=False)
    is_general: bool = False
    signatures: tuple[SignatureEntry, ...] = ()
    recipients: tuple[RecipientEntry, ...] = ()
    unprotected: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NamedToken:
    """One of several tokens found in one paste (``id_token``, ``access_token``)."""

    name: str
    text: str = field(repr=False)
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is. Made for any text whatsoever; never a refusal to look.

    Args:
        text: what was pasted.
        token: the token itself, unwrapped, exactly as it is verified.
        wrapping: the outermost thing it was wrapped in; ``wrappings`` names every one, from the
            outside in, so that nothing is taken off without being said.
        named: every token found in the paste, the one read first; empty when there is but one.
        json: what only a JSON serialisation has; None for every other form.
    """

    text: str = field(repr=False)
    token: str = field(repr=False)
    form: TokenForm
    wrapping: Wrapping = Wrapping.BARE
    segments: tuple[Segment, ...] = ()
    header: JsonDocument | None = None
    payload: JsonDocument | None = None
    defects: tuple[Defect, ...] = ()
    named: tuple[NamedToken, ...] = ()
    wrappings: tuple[Wrapping, ...] = ()
    json: JsonParts | None = field(default=None, repr=False)

    @property
    def signatures(self) -> tuple[SignatureEntry, ...]:
        """Every signature of a JWS in JSON; empty for any other form."""
        return self.json.signatures if self.json else ()

    @property
    def recipients(self) -> tuple[RecipientEntry, ...]:
        """Every recipient of a JWE in JSON; empty for any other form."""
        return self.json.recipients if self.json else ()

    @property
    def unprotected(self) -> Mapping[str, object]:
        """The unprotected header that the recipients of a JWE in JSON share."""
        return self.json.unprotected if self.json else {}

    @property
    def detached(self) -> bool:
        """Whether it is a signed token whose payload is elsewhere (RFC 7515 appendix F)."""
        if self.form not in (TokenForm.JWS_COMPACT, TokenForm.JWS_JSON):
            return False
        return not any(s.name == "payload" and s.raw for s in self.segments)

    @property
    def head(self) -> Mapping[str, object]:
        """The header's members; empty when there is no readable header."""
        return self.header.mapping if self.header else {}

    @property
    def claims(self) -> Mapping[str, object]:
        """The claims; empty when there is no readable payload."""
        return self.payload.mapping if self.payload else {}

    @property
    def signing_input(self) -> bytes:
        """The octets a JWS signature covers, exactly as received (RFC 7515 §5.2 step 8)."""
        return self.token.rpartition(".")[0].encode("utf-8", "surrogatepass")

    @property
    def signature(self) -> bytes | None:
        """The signature's octets; None when there is no such segment or it does not decode."""
        return next((s.octets for s in self.segments if s.name == "signature"), None)
