"""What is to be said of one key of one's own: the rules on key sets, and how it is kept."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from oidc_workbench.jose.certificate_text import SOON_DAYS, expiry
from oidc_workbench.jose.certificates import chain_of
from oidc_workbench.jose.key_set import KeySet, KeySource, PublicKey
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.rules.outcome import Finding, Outcome, Severity, Status
from oidc_workbench.rules.rule import clauses

OLD_DAYS = 365
"""From this age on a key is said to be old, and from thrice that on with a warning: one to three
years are what SP 800-57 part 1 §5.3.6 gives a private signature key."""
_DAY = 86_400
# The rules on key sets that speak of a whole set or of where it is published.
_ABOUT_SETS = frozenset(
    {"jwks-kid", "jwks-no-usable-key", "jwks-no-rotation", "jwks-use-missing", "meta-transport"}
)
_ORDER = tuple(Severity)  # worst first


@dataclass(frozen=True, slots=True)
class KeyCircumstances:
    """What is known about a key beside its public part.

    Args:
        now: seconds since the epoch.
        created_at: seconds since the epoch; None when nobody knows.
        issuers: of every authorization server that the key is registered or used with; None
            when that is not known.
        x5c: its certificates as the member of that name holds them (RFC 7517 §4.7).
    """

    now: float
    created_at: float | None = None
    issuers: tuple[str, ...] | None = None
    x5c: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyJudgement:
    """What was found, and what could not be looked for.

    Args:
        findings: worst first. Those with an empty rule id are not of the catalogue.
        not_checked: the rules that lacked an input, or crashed.
    """

    findings: tuple[Finding, ...]
    not_checked: tuple[Outcome, ...] = ()

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None when nothing was found."""
        return self.findings[0].severity if self.findings else None


def judge_key(public_jwk: Mapping[str, object], circumstances: KeyCircumstances) -> KeyJudgement:
    """Judge one key as a client would publish it. Never raises, fetches nothing.

    The first RSA key costs a tenth of a second, every further one a few milliseconds.

    Args:
        public_jwk: its public members.
        circumstances: what is known besides; what is not stated is not checked.
    """
    members = dict(public_jwk)
    if circumstances.x5c:
        members["x5c"] = list(circumstances.x5c)
    context = DocumentContext(known_keys=_elsewhere(members, circumstances.issuers))
    text = json.dumps({"keys": [members]})
    verdict = inspect_document(DocumentKind.JWKS, text, context, circumstances.now).verdict
    outcomes = [one for one in verdict.outcomes if one.rule not in _ABOUT_SETS]
    ruled = [_placed(finding) for one in outcomes for finding in one.findings]
    found = [*ruled, *_unsaid(public_key(members)), *_aged(members, circumstances)]
    missing = (Status.NOT_CHECKED, Status.CRASHED)
    return KeyJudgement(
        tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity))),
        tuple(one for one in outcomes if one.status in missing),
    )


def _elsewhere(
    members: Mapping[str, object], issuers: tuple[str, ...] | None
) -> tuple[KeySet, ...] | None:
    """The key as the servers beside the first one know it; None when nobody can tell."""
    if issuers is None:
        return None
    others = tuple(dict.fromkeys(issuers))[1:]
    key = public_key(members)
    return tuple(KeySet((key,), KeySource("supplied", one, one)) for one in others)


def _placed(finding: Finding) -> Finding:
    """Name places as in the key by itself."""
    where = finding.where.removeprefix("keys[0]").removeprefix(".")
    return replace(finding, where=where or "key")


def _unsaid(key: PublicKey) -> Iterator[Finding]:
    """What a key does better to say of itself (RFC 7517 §4.2, §4.4, §4.5)."""
    if not key.kty or key.kty == "oct":
        return
    if not key.alg:
        yield _note(
            "No algorithm stated",
            "RFC 7517 §4.4; RFC 8725bis §3.1",
            "alg",
            "The key does not say which algorithm it is for.",
            "State one: a key that is used with one algorithm cannot be turned against another.",
        )
    if not key.use and not key.key_ops:
        yield _note(
            "No use stated",
            "RFC 7517 §4.2",
            "use",
            "The key does not say whether it is for signatures or for encryption.",
            'Set "use" to "sig" or "enc".',
        )
    if not key.kid:
        yield _note(
            "No key ID",
            "RFC 7517 §4.5",
            "kid",
            "The key has no kid, by which tokens could name it.",
            "Give it one; its thumbprint is a good one.",
        )


def _aged(members: Mapping[str, object], circumstances: KeyCircumstances) -> Iterator[Finding]:
    created, now = circumstances.created_at, circumstances.now
    days = int((now - created) // _DAY) if created and not math.isnan(now) else 0
    if days >= OLD_DAYS:
        yield _note(
            "Old key",
            "SP 800-57 part 1 §5.3.6",
            "key",
            f"The key was made {days} days ago.",
            "Make a new one, publish it beside this one, and retire this one.",
            severity=Severity.WARNING if days >= 3 * OLD_DAYS else Severity.INFO,
        )
    chain = chain_of(members["x5c"]).certificates if "x5c" in members else ()
    if chain and expiry(chain[0], now).state == "soon":
        yield _note(
            "Certificate ends soon",
            "RFC 5280 §4.1.2.5",
            "x5c",
            expiry(chain[0], now).message,
            f"Get a new one now; less than {SOON_DAYS} days are left.",
            severity=Severity.WARNING,
        )


def _note(
    title: str,
    cites: str,
    where: str,
    message: str,
    remedy: str,
    *,
    severity: Severity = Severity.INFO,
) -> Finding:
    return Finding("", title, severity, clauses(cites), where, "", message, remedy)
