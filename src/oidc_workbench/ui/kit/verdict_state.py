"""What the verdict card shows of an inspection; knows no Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from oidc_workbench.rules.outcome import Decision

if TYPE_CHECKING:
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.expectation import Expectation
    from oidc_workbench.rules.inspection import Inspection

VerdictTone = Literal["ok", "error", "neutral"]
LinkTone = Literal["", "neutral", "ok", "warning", "error"]
SignatureTone = Literal["neutral", "ok", "warning", "error"]
_TONES: dict[Decision, VerdictTone] = {
    Decision.ACCEPT: "ok",
    Decision.REJECT: "error",
    Decision.UNDECIDED: "neutral",
}
_SHORT = 64  # characters that stand in one or two lines of the largest letters
_WORDS = {
    Decision.ACCEPT: "Accepted",
    Decision.REJECT: "Rejected",
    Decision.UNDECIDED: "Undecided",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain of trust: a word, a value, or a chip in a tone.

    Args:
        tone: empty for a plain word between the values.
    """

    text: str
    tone: LinkTone = ""


@dataclass(frozen=True, slots=True)
class VerdictState:
    """What the card shows.

    Args:
        decision: one word, always at the same place.
        reason: one sentence; `backticks` set off values.
        fix: the smallest change after which it would be accepted, or what is missing.
        chain: signature matches · key · from · published by · trusted.
        aside: what the token was judged as.
    """

    tone: VerdictTone
    decision: str
    headline: str
    reason: str = ""
    fix: str = ""
    chain: tuple[Link, ...] = ()
    aside: str = ""


def verdict_state(inspection: "Inspection") -> VerdictState:
    """Say a verdict in the card's words."""
    verdict = inspection.verdict
    failing = verdict.first_failing
    reason = failing.message if failing else ""
    fix = failing.remedy if failing else ""
    if verdict.decision is Decision.UNDECIDED and verdict.needed:
        fix = f"To decide it, name {_listed(verdict.needed)}."
    decision = _WORDS[verdict.decision]
    return VerdictState(
        _TONES[verdict.decision],
        decision,
        verdict.headline,
        "" if reason in verdict.headline else reason,
        fix,
        chain_of_trust(inspection.signature, inspection.expectation),
        verdict.purpose.value.replace("-", " "),
    )


def split_headline(headline: str, decision: str) -> tuple[str, str]:
    """Divide a long headline into the decision and the sentence on it, for large letters."""
    words, colon, rest = headline.partition(": ")
    if len(headline) <= _SHORT or not colon or words.lower() != decision.lower():
        return headline, ""
    return words, rest[:1].upper() + rest[1:]


def chain_of_trust(check: "SignatureCheck", expectation: "Expectation") -> tuple[Link, ...]:
    """Return the links from the signature to the issuer, as far as they are known."""
    links = [Link(*signature_words(check))]
    if check.key is not None:
        name = check.key.kid or check.kid or "without kid"
        links += [Link("key"), Link(f"{name} · {check.alg or check.key.alg}", "neutral")]
    if check.source is not None:
        links += [Link("from"), Link(check.source.location, "neutral")]
        if check.source.issuer:
            links += [Link("published by issuer"), Link(check.source.issuer, "neutral")]
    if check.verified:
        links.append(_trust(check, expectation))
    return tuple(links)


def _trust(check: "SignatureCheck", expectation: "Expectation") -> Link:
    source = check.source
    if source is None or source.kind == "token-header":
        return Link("only claimed by the token", "error")
    if source.kind == "issuer":
        if source.bound_to_issuer and expectation.issuer == source.issuer:
            return Link("trusted issuer", "ok")
        return Link("issuer only claimed", "warning")
    named = {"supplied": "key you supplied", "vault": "key from your vault"}
    return Link(named.get(source.kind, "shared client secret"), "neutral")


def signature_words(check: "SignatureCheck") -> tuple[str, SignatureTone]:
    """Say in a few words how the signature check went."""
    words: dict[str, tuple[str, SignatureTone]] = {
        "verified": ("signature matches", "ok"),
        "failed": ("signature does not match", "error"),
        "no-matching-key": ("no key fits the signature", "error"),
        "alg-not-allowed": ("algorithm not allowed", "error"),
        "unsupported": ("signature can't be checked here", "warning"),
    }
    if check.status.value == "failed" and not check.tried and check.key is None:
        # What is malformed was compared with no key: it can't be said not to match one.
        return "malformed, so no signature was checked", "error"
    return words.get(check.status.value, ("signature not checked", "neutral"))


def _listed(needs: tuple[str, ...]) -> str:
    if len(needs) == 1:
        return needs[0]
    return f"{', '.join(needs[:-1])} and {needs[-1]}"
