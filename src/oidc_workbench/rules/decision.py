"""From the outcomes of all rules to accept, reject or undecided."""

from dataclasses import replace

from oidc_workbench.jose.peeled import AMBIGUOUS
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.key_choice import keys_needed, vouched_by_tls
from oidc_workbench.rules.outcome import Decision, Finding, Outcome, Severity, Status, Verdict
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.values import dataclass

_ERROR_RULES = frozenset(rule.id for rule in RULES if rule.severity is Severity.ERROR)
_KNOWN = frozenset(
    (
        Purpose.ID_TOKEN,
        Purpose.ACCESS_TOKEN,
        Purpose.CLIENT_ASSERTION,
        Purpose.LOGOUT_TOKEN,
        Purpose.DPOP_PROOF,
    )
)
_JUDGED_DEFECTS = frozenset(rule.id for rule in RULES)


@dataclass(frozen=True, slots=True)
class _Trust:
    """Why the verifying key is believed (``needed`` empty), or what is missing for that."""

    phrase: str = ""
    needed: str = ""


_BY_TLS = _Trust(
    "since you state that the token came straight from the token endpoint over TLS "
    "(OIDC Core §3.1.3.7 step 6)"
)


def decide(subject: TokenSubject, outcomes: tuple[Outcome, ...], recognised: str = "") -> Verdict:
    """Decide about a token by what all the rules said.

    Any error rejects it. It is accepted only when every error-level rule about it was checked,
    the signature is right with a key that belongs to the expected issuer or was supplied by the
    user, and its kind is one that is judged here. All else is undecided.

    Args:
        subject: the token.
        outcomes: of every rule, in the order of the index.
        recognised: how the purpose was recognised; empty when it was stated.
    """
    outcomes = _with_keys_replaced(subject, outcomes)
    errors = [
        finding
        for outcome in outcomes
        if outcome.findings
        for finding in outcome.findings
        if finding.severity is Severity.ERROR
    ]
    if errors and subject.reading.form is not TokenForm.EMPTY:
        return _rejected(subject, outcomes, recognised, errors)
    trust = _BY_TLS if vouched_by_tls(subject) else _trust(subject)
    needed = _needed(subject, outcomes, trust)
    if needed:
        return _undecided(subject, outcomes, recognised, needed)
    return Verdict(
        Decision.ACCEPT,
        subject.purpose,
        f"Accepted: {_signed_by(subject)}, {trust.phrase}.",
        outcomes,
        recognised=recognised,
    )


def _with_keys_replaced(
    subject: TokenSubject, outcomes: tuple[Outcome, ...]
) -> tuple[Outcome, ...]:
    """Where TLS stands for the signature, what only lacks the keys decides nothing."""
    if not vouched_by_tls(subject):
        return outcomes
    keys = keys_needed(subject)
    return tuple(
        replace(one, decisive=False) if one.decisive and one.needs == keys else one
        for one in outcomes
    )


def _rejected(
    subject: TokenSubject, outcomes: tuple[Outcome, ...], recognised: str, errors: list[Finding]
) -> Verdict:
    first = errors[0]
    return Verdict(
        Decision.REJECT,
        subject.purpose,
        f"Rejected: {_lower(first.message)}",
        outcomes,
        first_failing=first,
        next_failing=next((error for error in errors if error.rule != first.rule), None),
        recognised=recognised,
        smallest_fix=first.remedy,
    )


def _undecided(
    subject: TokenSubject, outcomes: tuple[Outcome, ...], recognised: str, needed: tuple[str, ...]
) -> Verdict:
    return Verdict(
        Decision.UNDECIDED,
        subject.purpose,
        _undecided_headline(subject, needed),
        outcomes,
        needed=needed,
        recognised=recognised,
        smallest_fix=f"Give {needed[0]}." if needed else "",
    )


def _undecided_headline(subject: TokenSubject, needed: tuple[str, ...]) -> str:
    match subject.reading.form:
        case TokenForm.EMPTY:
            return "Undecided: there is no token in this text."
        case TokenForm.OPAQUE:
            return "Undecided: the token is opaque; ask the introspection endpoint about it."
        case TokenForm.JWE_COMPACT | TokenForm.JWE_JSON:
            return _encrypted_headline(subject)
    if subject.purpose is Purpose.OTHER:
        return "Undecided: this is no kind of token that can be judged; say what it is meant to be."
    return f"Undecided: to judge {subject.purpose.phrase}, give {_listed(needed)}."


def _encrypted_headline(subject: TokenSubject) -> str:
    done = subject.decryption
    if done is None:
        return "Undecided: the token is encrypted; give the decryption key to see inside."
    if done.innermost.decrypted:
        return "Undecided: the token was encrypted, but holds no signed one."
    return f"Undecided: {_lower(done.innermost.reason)}"


def _listed(items: tuple[str, ...]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _lower(sentence: str) -> str:
    """Continue a sentence with another one, unless it begins with a name or abbreviation."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _needed(subject: TokenSubject, outcomes: tuple[Outcome, ...], trust: _Trust) -> tuple[str, ...]:
    """Everything that stands between this token and acceptance, each thing once."""
    form = subject.reading.form
    if form is TokenForm.EMPTY:
        return ("a token",)
    needs = [
        outcome.needs
        for outcome in outcomes
        if outcome.decisive and outcome.rule in _ERROR_RULES and outcome.status in _OPEN
    ]
    if subject.purpose not in _KNOWN:
        needs.append("what the token is meant to be")
    if form is not TokenForm.JWS_COMPACT and not needs:
        needs.append("a compact, signed JWT")
    met = [defect.code for one in (subject.reading, *subject.outer) for defect in one.defects]
    unjudged = set(met) - _JUDGED_DEFECTS
    if AMBIGUOUS in unjudged:
        needs.append("the one token that is meant, since this text holds several")
    if unjudged - {AMBIGUOUS}:
        needs.append("a token without a defect that no rule judges")
    if trust.needed and form is not TokenForm.SD_JWT:  # whose signature is checked by itself
        needs.append(trust.needed)
    return tuple(dict.fromkeys(needs))


_OPEN = (Status.NOT_CHECKED, Status.CRASHED)


def _trust(subject: TokenSubject) -> _Trust:
    """Judge where the verifying key came from: the caller's own statement, or the issuer's chain.

    A key out of the token's header is never believed, whatever it verifies.
    """
    check, source = subject.signature, subject.signature.source
    if not check.verified or source is None:
        return _Trust(needed=keys_needed(subject))
    place = shorten(source.location, 80)
    if subject.purpose is Purpose.DPOP_PROOF:
        # RFC 9449 §4.3: the proof's own key is the right one, and no other; whose it is, the
        # access token says.
        own = source.kind == "token-header" and source.location == "jwk"
        return _Trust("which the proof carries") if own else _Trust(needed=keys_needed(subject))
    match source.kind:
        case "issuer":
            return _issuer_trust(subject, place)
        case "supplied":
            if source.issuer and source.issuer != subject.expectation.issuer:
                return _Trust(needed=keys_needed(subject))
            note = "" if _own_keys(subject) else ", not from the issuer's JWKS"
            return _Trust(f"which is as supplied by you ({place}){note}")
        case "vault" if _own_keys(subject):
            return _Trust(f"which is your own ({place})")
        case "client-secret":
            return _Trust("which you supplied")
        case _:
            return _Trust(needed=keys_needed(subject))


def _own_keys(subject: TokenSubject) -> bool:
    return subject.purpose is Purpose.CLIENT_ASSERTION


def _issuer_trust(subject: TokenSubject, place: str) -> _Trust:
    source, expected = subject.signature.source, subject.expectation.issuer
    if source is None or not source.bound_to_issuer or _own_keys(subject):
        return _Trust(needed=keys_needed(subject))
    if source.issuer != expected:
        return _Trust(
            needed="the expected issuer" if not expected else "the expected issuer's keys"
        )
    return _Trust(f"from the JWKS of {shorten(expected, 80)} ({place})")


def _signed_by(subject: TokenSubject) -> str:
    check, key = subject.signature, subject.signature.key
    if not check.verified:
        return "the signature was not checked"
    if check.source is not None and check.source.kind == "client-secret":
        return f"the {check.alg or subject.alg} signature is right with the client secret"
    name = f'"{shorten(key.kid, 60)}"' if key is not None and key.kid else "without a kid"
    return f"the {check.alg or subject.alg} signature is right with the key {name}"
