"""What is to be said of each key: its findings, its certificate's end. No Qt."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from oidc_workbench.ui.bench import BenchState
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.rules.outcome import Finding

NoteTone = Literal["error", "warning", "info", "ok"]
_RANKS: dict[NoteTone, int] = {"error": 0, "warning": 1, "info": 2, "ok": 3}
EXPIRY: dict[str, tuple[NoteTone, str]] = {
    "expired": ("error", "cert expired"),
    "soon": ("warning", "cert ends soon"),
    "not-yet": ("warning", "cert not valid yet"),
    "valid": ("ok", "certificate"),
}
# The titles of the catalogue are too long for a chip.
_WORDS = {
    "rsa-short": "too short",
    "rsa-112-horizon": "RSA below 3072",
    "rsa-weak": "weak RSA",
    "rsa-roca": "ROCA",
    "jwk-published-example": "example key",
    "jwk-multi-purpose": "two purposes",
    "ec-invalid": "invalid",
    "okp-invalid": "invalid",
    "akp-invalid": "invalid",
    "jwks-malformed": "malformed",
    "ca-shared-key": "shared",
    "alg-eddsa-polymorphic": "EdDSA",
}
_TITLES = {
    "No algorithm stated": "no alg", "No use stated": "no use", "No key ID": "no kid",
    "Old key": "old",
}  # fmt: skip


class Note(NamedTuple):
    """One thing to say of a key.

    Args:
        rule: the rule that found it; empty where the catalogue has none for it.
        words: a few, for a chip.
        message: a sentence, with what to do.
        until: seconds since the epoch at which its certificate ends; 0 for other notes.
    """

    rule: str
    words: str
    tone: NoteTone
    message: str = ""
    until: float = 0.0


def worst(notes: Iterable[Note]) -> int:
    """How bad the worst note is; the smaller the worse."""
    return min((_RANKS[note.tone] for note in notes), default=9)


def notes_of(
    record: KeyRecord, now: float, issuers: tuple[str, ...], pause: Callable[[], None]
) -> tuple[Note, ...]:
    """Judge a key; takes cryptography, so not on the window's thread.

    Args:
        record: its public side.
        now: seconds since the epoch.
        issuers: of the servers at which clients use the key.
        pause: lets the window's thread go on; called every now and then.
    """
    from oidc_workbench.jose.key_strength import factor_ahead
    from oidc_workbench.rules.key_findings import KeyCircumstances, judge_key

    factor_ahead(record.public_jwk, pause)
    circumstances = KeyCircumstances(now, record.created_at or None, issuers)
    found = judge_key(record.public_jwk, circumstances).findings
    notes = [*map(_note, found), *_certificate(record, now)]
    return tuple(sorted(notes, key=lambda note: _RANKS[note.tone]))


def issuers_by_key(bench: BenchState) -> Mapping[str, tuple[str, ...]]:
    """Return the issuers at which clients use each key, by its thumbprint."""
    issuers = {p.provider_id: p.issuer for p in bench.workspace.providers}
    prints = {record.key_id: record.thumbprint for record in bench.keys}
    found: dict[str, set[str]] = {}
    for client in bench.workspace.clients:
        if client.key_id in prints and client.provider_id in issuers:
            found.setdefault(prints[client.key_id], set()).add(issuers[client.provider_id])
    return {thumbprint: tuple(sorted(every)) for thumbprint, every in found.items()}


def _note(finding: "Finding") -> Note:
    words = _WORDS.get(finding.rule) or _TITLES.get(finding.title) or finding.title
    tone: NoteTone = finding.severity.value
    return Note(finding.rule, words, tone, f"{finding.message} {finding.remedy}".strip())


def _certificate(record: KeyRecord, now: float) -> Iterable[Note]:
    from oidc_workbench.jose.certificate_text import chain_from_pem, expiry

    if not record.certificate:
        return
    chain = chain_from_pem(record.certificate)
    until = expiry(chain[0], now)
    tone, words = EXPIRY[until.state]
    yield Note("", words, tone, until.message, chain[0].not_after)
