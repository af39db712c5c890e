"""A report as it may be told: plain values, cleaned of secrets and persons.

Every format renders these, and none of them sees the tokens themselves. The fields are also the
members of the JSON format, version :data:`VERSION`; a field may be added within a version, and
removing or redefining one makes a new version.
"""

from dataclasses import dataclass, field
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A cited clause, with its official address; empty when none is known."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, cleaned.

    Args:
        severity: ``error``, ``warning`` or ``info``.
        where: the place in the token (``payload.aud``).
        fingerprint: the same for the same finding about the same kind of token of one issuer in
            every run, whatever the token's times and identifiers are.
    """

    rule: str
    title: str
    severity: str
    where: str
    evidence: str
    message: str
    remedy: str
    clauses: tuple[ClauseView, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A rule that found nothing, or that could not be asked.

    Args:
        needs: for one not checked: what it needs, as a noun phrase.
        decisive: whether the token can't be accepted without that.
    """

    rule: str
    title: str
    needs: str = ""
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """A header parameter or claim.

    Args:
        value: the value as JSON, cleaned.
        shown: the value as JSON text, cut when it is long.
        note: a time in words, and how far off it was.
        meaning: what the name means; empty for a private one.
    """

    name: str
    value: Any
    shown: str
    note: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SignatureView:
    """How the signature was checked, and on which key the trust rests.

    Args:
        trust: where the key came from, as a chain from the issuer to the key set.
    """

    status: str
    reason: str
    alg: str = ""
    kid: str = ""
    thumbprint: str = ""
    origin: str = ""
    trust: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundView:
    """A claim of a key binding, compared with what was expected.

    Args:
        holds: None where nothing was stated to compare it with: it was not checked.
    """

    claim: str
    holds: bool | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class OtherView:
    """A signed token that is no JWT, part by part; it was not judged as a whole.

    Args:
        signatures: each by itself; of an SD-JWT the issuer's.
        binding: whether the holder of an SD-JWT proved to be the one the issuer meant; None for a
            JWS in JSON.
        disclosures: how many an SD-JWT shows; None for a JWS in JSON, as is ``withheld``, the
            number of digests without a disclosure.
        defects: what is wrong with the SD-JWT, so that none of its claims may be used.
    """

    signatures: tuple[SignatureView, ...] = ()
    binding: SignatureView | None = None
    bound_to: tuple[BoundView, ...] = ()
    disclosures: int | None = None
    withheld: int | None = None
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectationView:
    """What the token was judged by, as names and values; what was not stated is absent."""

    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TokenView:
    """One judged token, cleaned.

    Args:
        decision: ``accept``, ``reject`` or ``undecided``.
        recognised: how the kind was recognised; empty when it was stated.
        judged_at: seconds since the epoch; None when the time was not known.
        decryption: how the decryption went; empty when nothing was decrypted.
        other: of an SD-JWT or a JWS in JSON, its signatures and disclosures; None for others.
        outer_header: the header of the encryption, when ``header`` is that of the token inside.
        passed: the rules that looked and found nothing.
        not_checked: the rules that could not look. They have not passed.
        not_applicable: how many rules have nothing to say about this kind of token.
        forged: it was edited and signed in this program, and obtained from nobody.
    """

    name: str
    decision: str
    headline: str
    purpose: str
    form: str
    recognised: str = ""
    judged_at: float | None = None
    smallest_fix: str = ""
    first_failing: FindingView | None = None
    next_failing: FindingView | None = None
    needed: tuple[str, ...] = ()
    decryption: str = ""
    signature: SignatureView = field(default_factory=lambda: SignatureView("not-checked", ""))
    expectation: ExpectationView = field(default_factory=ExpectationView)
    outer_header: tuple[MemberView, ...] = ()
    header: tuple[MemberView, ...] = ()
    claims: tuple[MemberView, ...] = ()
    findings: tuple[FindingView, ...] = ()
    passed: tuple[CheckView, ...] = ()
    not_checked: tuple[CheckView, ...] = ()
    not_applicable: int = 0
    forged: bool = False
    other: OtherView | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One judged document, cleaned: what was found about it, and nothing of its content.

    Args:
        kind: as ``check`` calls it (``token-response``); ``noun`` as a sentence does.
        worst: the severity of the worst finding; empty when nothing was found.
        decided: whether it could be read whole and looked at.
        needed: inputs without which it can't be called good.
        not_checked: the rules that could not look. They have not passed.
        not_applicable: how many rules on this kind have nothing to say about this document.
    """

    name: str
    kind: str
    noun: str
    headline: str
    worst: str = ""
    decided: bool = False
    judged_at: float | None = None
    needed: tuple[str, ...] = ()
    findings: tuple[FindingView, ...] = ()
    passed: tuple[CheckView, ...] = ()
    not_checked: tuple[CheckView, ...] = ()
    not_applicable: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """One request and the status of its answer, without bodies and headers."""

    method: str
    url: str
    purpose: str
    status: int | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a run, cleaned."""

    title: str
    why: str
    state: str
    message: str = ""
    hint: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    checks: tuple[tuple[str, bool, str], ...] = ()
    exchanges: tuple[ExchangeView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report, cleaned.

    Args:
        made_at: seconds since the epoch; None when it is not told.
        pseudonyms: whether persons have stand-ins in it.
    """

    title: str
    made_at: float | None
    pseudonyms: bool
    tokens: tuple[TokenView, ...] = ()
    steps: tuple[StepView, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    version: int = VERSION
