"""The certificates that come with a token or its key, read, validated and put into words. No Qt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.rules.evidence import moment, shorten
from oidc_workbench.ui.theme import Tone

if TYPE_CHECKING:
    from cryptography import x509

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.chain_validation import ChainCheck
    from oidc_workbench.rules.inspection import Inspection

_TONES: dict[str, Tone] = {
    "": "neutral",
    "self-issued": "neutral",
    "in order": "ok",
    "broken": "error",
}
_HEADER = "in the token's header (x5c)"
_KEY = "of the key that the signature was checked with"


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate of a chain, the key's own first.

    Args:
        mark: one word on it; ``why`` says it in a sentence where something is wrong.
        key: type and size or curve of its key.
        x5t: SHA-1 and ``x5t_s256`` SHA-256 thumbprint, base64url as in RFC 7515 §4.1.7-4.1.8.
    """

    subject: str
    issuer: str
    valid: str
    key: str
    x5t: str
    x5t_s256: str
    names: str = ""
    mark: str = ""
    tone: Tone = "neutral"
    why: str = ""


@dataclass(frozen=True, slots=True)
class ChainShown:
    """One chain as it is judged.

    Args:
        source: where it stands.
        words: a few words on what it is worth; ``reason`` one sentence.
        notes: what the thumbprints beside it and the signature say about its first certificate.
    """

    source: str
    words: str
    tone: Tone
    reason: str
    rows: tuple[CertificateRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainsShown:
    """Every chain of a token.

    Args:
        roots: what the chosen roots are; empty while none is chosen.
        problem: why no root could be read, and what to do.
    """

    chains: tuple[ChainShown, ...] = ()
    roots: str = ""
    problem: str = ""
    busy: str = ""


def chains_in(inspection: "Inspection") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every x5c of a token, each once, with where it stands."""
    key = inspection.signature.key
    places: tuple[tuple[str, Mapping[str, object]], ...] = (
        (_HEADER, inspection.judged.head),
        (_KEY, key.raw if key is not None else {}),
    )
    found: dict[tuple[str, ...], str] = {}
    for name, members in places:
        if "x5c" in members:
            value = members["x5c"]
            texts = tuple(map(str, value)) if isinstance(value, list) else (str(value),)
            found.setdefault(texts, name)
    return tuple((name, texts) for texts, name in found.items())


def judge_chains(
    inspection: "Inspection", roots: "tuple[x509.Certificate, ...]"
) -> tuple[ChainShown, ...]:
    """Read and validate every chain of a token; never raises."""
    return tuple(_judged(name, texts, inspection, roots) for name, texts in chains_in(inspection))


def _judged(
    name: str,
    texts: tuple[str, ...],
    inspection: "Inspection",
    roots: "tuple[x509.Certificate, ...]",
) -> ChainShown:
    from oidc_workbench.jose.certificates import chain_of
    from oidc_workbench.jose.chain_validation import validate_chain

    chain = chain_of(list(texts))
    check = validate_chain(chain, roots, inspection.judged_at)
    words, tone, reason = _worth(check, chosen=bool(roots))
    rows = [_row(number, one, check) for number, one in enumerate(chain.certificates, 1)]
    rows += [_unread(defect.message) for defect in chain.defects]
    notes = _notes(name, chain.certificates, inspection)
    return ChainShown(name, words, tone, reason, tuple(rows), tuple(notes))


def _worth(check: "ChainCheck", *, chosen: bool) -> tuple[str, Tone, str]:
    from oidc_workbench.jose.chain_validation import ChainStatus

    if check.status is ChainStatus.VALID:
        return "leads to a chosen root", "ok", check.reason
    if check.status is ChainStatus.INVALID:
        return "broken", "error", check.reason
    if check.status is ChainStatus.UNTRUSTED:
        return "leads to none of the chosen roots", "error", check.reason
    if chosen:
        return "not checked", "neutral", check.reason
    why = "Each link is in order, but whoever made the token may have made them all. Choose a root."
    return "claimed, not trusted", "warning", why


def _row(number: int, one: "CertificateSummary", check: "ChainCheck") -> CertificateRow:
    mark = "self-issued" if one.self_issued else ""
    if number == check.broken_at:
        mark = "broken"
    elif check.valid and not one.self_issued:
        mark = "in order"
    key = one.key
    return CertificateRow(
        shorten(one.subject or "no subject", 200),
        shorten(one.issuer or "no issuer", 200),
        f"{moment(one.not_before)} to {moment(one.not_after)}",
        " ".join(filter(None, (key.kty, key.crv or _bits(key.raw)))),
        one.x5t,
        one.x5t_s256,
        shorten(", ".join(one.names), 200),
        mark,
        _TONES[mark],
        check.reason if number == check.broken_at else "",
    )


def _bits(raw: "Mapping[str, object]") -> str:
    from oidc_workbench.jose import base64url

    modulus = base64url.decode_strictly(raw.get("n"))
    return f"{int.from_bytes(modulus).bit_length()} bits" if modulus else ""


def _unread(message: str) -> CertificateRow:
    return CertificateRow("cannot be read", "", "", "", "", "", "", "broken", "error", message)


def _notes(
    name: str, certificates: "tuple[CertificateSummary, ...]", inspection: "Inspection"
) -> Iterator[str]:
    if not certificates:
        return
    first, key = certificates[0], inspection.signature.key
    members = inspection.judged.head if name == _HEADER else key.raw if key is not None else {}
    for member, value in (("x5t", first.x5t), ("x5t#S256", first.x5t_s256)):
        if member in members and members[member] != value:
            yield f'"{member}" is not the thumbprint of the first certificate.'
    if key is not None and key.thumbprint:
        same = key.thumbprint == first.key.thumbprint
        verified = "verified" if inspection.signature.verified else "was tried on"
        told = "is the one" if same else "is not the one"
        yield f"The key of the first certificate {told} that {verified} the signature."
