"""The verdict in words: the reason, the smallest fix, the chain behind it, and every check."""

from collections.abc import Iterator
from dataclasses import replace

from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.reading import Defect, TokenForm
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.rules.expectation import Profile
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.other_serialisations import OtherSerialisation
from oidc_workbench.rules.outcome import Decision, Finding, Outcome, Severity, Status, Verdict
from oidc_workbench.ui.kit.verdict_state import VerdictState, signature_words, verdict_state
from oidc_workbench.ui.panes.inspector.judge_form import PURPOSES
from oidc_workbench.ui.panes.inspector.state import Tone, TrustLink

_SEVERITY: dict[Severity, Tone] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}
_PROFILES: dict[Profile, str] = {"plain": "", "rfc9068": "RFC 9068", "fapi2": "FAPI 2.0"}
_NAMES = dict(PURPOSES)
_MOST_NEEDS = 4
_BY_TLS = (
    "You state that it came straight from the token endpoint over TLS, which may stand for the "
    "signature (OIDC Core §3.1.3.7 step 6)."
)
_SUPPLIED = {
    "supplied": "keys you supplied",
    "vault": "a key of your vault",
    "client-secret": "the client secret",
    "token-header": "the token itself",
}


def verdict_of(inspection: Inspection) -> VerdictState:
    """Say a verdict: decision and reason large, then the evidence and the smallest fix."""
    verdict = inspection.verdict
    profile = _PROFILES[inspection.expectation.profile]
    kind = _NAMES.get(verdict.purpose.value, verdict.purpose.value)
    return replace(
        verdict_state(inspection),
        headline=_headline(inspection),
        reason=_reason(inspection),
        fix=_fix(verdict),
        aside=f"{kind} · {profile}" if profile else kind,
    )


def _headline(inspection: Inspection) -> str:
    verdict, failing = inspection.verdict, inspection.verdict.first_failing
    if failing is not None:
        return f"Rejected: {_continued(failing.title)}"
    if verdict.decision is Decision.ACCEPT:
        accepted = f"Accepted as {verdict.purpose.phrase}"
        checked = inspection.signature.verified
        return accepted if checked else f"{accepted}, signature not checked"
    decodable = inspection.judged.form is TokenForm.JWS_COMPACT
    if verdict.decision is Decision.UNDECIDED and decodable:
        verified = inspection.signature.verified
        return "Undecided: more must be known" if verified else "Undecided: decoded, not verified"
    return verdict.headline.rstrip(".")


def _continued(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _reason(inspection: Inspection) -> str:
    verdict = inspection.verdict
    failing = verdict.first_failing
    if failing is not None:
        evidence = failing.evidence.replace("`", "'")
        return f"{failing.message} Found: `{evidence}`." if evidence else failing.message
    if verdict.decision is Decision.UNDECIDED:
        needs = tuple(dict.fromkeys(verdict.needed))
        return f"To decide it, give {_some(needs)}." if needs else ""
    warnings = sum(f.severity is Severity.WARNING for f in verdict.findings)
    plural = "" if warnings == 1 else "s"
    rest = f"; {warnings} warning{plural} below" if warnings else ""
    if not inspection.signature.verified:
        return f"{_BY_TLS} Every other check that a validator must make passed{rest}."
    return f"Every check that a validator must make passed{rest}."


def _fix(verdict: Verdict) -> str:
    if verdict.first_failing is None:
        return ""
    fix = _continued(verdict.smallest_fix.rstrip("."))
    fix = f"Smallest fix: {fix}." if fix else ""
    return f"{fix} {_after(verdict)}".strip()


def _after(verdict: Verdict) -> str:
    """What would come once that is mended: the next failure, or what could not be checked yet."""
    following = verdict.next_failing
    if following is not None:
        place = f" (`{following.where}`)" if following.where else ""
        return f"The next to fail then: {_continued(following.title)}{place}."
    needs = dict.fromkeys(one.needs for one in verdict.outcomes if one.decisive and one.needs)
    if not needs:
        return "Nothing else fails then."
    return f"Nothing else is known to fail then; it still takes {_some(tuple(needs))}."


def _some(needs: tuple[str, ...]) -> str:
    if len(needs) > _MOST_NEEDS:
        needs = (*needs[:_MOST_NEEDS], f"{len(needs) - _MOST_NEEDS} more")
    return _listed(needs)


def _listed(items: tuple[str, ...]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def trust_links(inspection: Inspection) -> tuple[TrustLink, ...]:
    """The chain issuer → metadata → JWKS → kid → thumbprint, each link with how it is known."""
    check = inspection.signature
    text, tone = signature_words(check)
    return (
        _issuer_link(inspection),
        *_key_set_links(check.source),
        *_key_links(check),
        TrustLink("Signature", check.alg or "no algorithm", check.reason, text, tone),
    )


def _issuer_link(inspection: Inspection) -> TrustLink:
    expected = inspection.expectation.issuer
    issuer = expected or str(inspection.claims.get("iss", "")) or "none named"
    if expected:
        return TrustLink("Issuer", issuer, "you named it", "named", "ok")
    how = "the token says so; nobody confirmed it"
    return TrustLink("Issuer", issuer, how, "only claimed", "warning")


def _key_set_links(source: KeySource | None) -> Iterator[TrustLink]:
    if source is None:
        yield TrustLink("JWKS", "no keys yet", "fetch the issuer's keys", "missing", "warning")
    elif source.bound_to_issuer:
        how = "published by that issuer"
        yield TrustLink("Metadata", source.metadata_url, how, "fetched", "ok")
        yield TrustLink("JWKS", source.location, "named by the metadata", "fetched", "ok")
    else:
        how = f"{_SUPPLIED.get(source.kind, source.kind)}; no issuer vouches"
        yield TrustLink("Keys", source.location, how, "only claimed", "warning")


def _key_links(check: SignatureCheck) -> Iterator[TrustLink]:
    key = check.key
    if key is None:
        return
    same = "the token's header names it" if check.kid == key.kid else "tried without its name"
    yield TrustLink("kid", key.kid or "none", same)
    yield TrustLink("Thumbprint", key.thumbprint or "none", "RFC 7638, SHA-256")
    yield TrustLink("Key", " ".join(filter(None, (key.kty, key.crv))), "type")


def shown_verdict(inspection: Inspection) -> Verdict:
    """The verdict with a finding for every defect that no rule spoke of.

    Malformation is never hidden, nor is what is wrong with the parts of a token that is no JWT;
    the decision itself stays what the rules made of it.
    """
    verdict = inspection.verdict
    told = {outcome.rule for outcome in verdict.outcomes if outcome.findings}
    extra = [_defect(defect) for defect in inspection.reading.defects if defect.code not in told]
    if inspection.other is not None:
        extra += _wrong_parts(inspection.other)
    return replace(verdict, outcomes=(*verdict.outcomes, *extra)) if extra else verdict


def _defect(defect: Defect) -> Outcome:
    title = f"Malformed {defect.segment or 'text'}"
    finding = Finding(
        defect.code, title, Severity.WARNING, (), defect.segment, "", defect.message, ""
    )
    return Outcome(defect.code, title, Status.FOUND, (finding,))


def _wrong_parts(other: OtherSerialisation) -> Iterator[Outcome]:
    """What is wrong with an SD-JWT, its key binding, or a signature of a JWS in JSON."""
    taken = other.presented
    for message in dict.fromkeys(one.message for one in taken.defects) if taken else ():
        yield _wrong("sd-jwt", "Wrong SD-JWT", message)
    for number, check in enumerate(other.signatures, 1):
        if check.status is SignatureStatus.FAILED:
            whose = "The issuer's signature" if taken else f"Signature {number}"
            yield _wrong("signature", "Signature does not verify", f"{whose}: {check.reason}")
    wrong = (SignatureStatus.FAILED, SignatureStatus.NO_MATCHING_KEY)  # with the holder's own key
    if other.binding is not None and other.binding.status in wrong:
        said = f"The holder's signature: {other.binding.reason}"
        yield _wrong("key-binding", "Key binding does not verify", said)
    for claim in other.bound_to:
        if claim.holds is False:
            title = f"{claim.name} of the key binding is not as expected"
            yield _wrong("key-binding", title, claim.said)


def _wrong(code: str, title: str, message: str) -> Outcome:
    remedy = "Do not use it; each part stands by itself on its own page."
    finding = Finding(code, title, Severity.ERROR, (), "token", "", message, remedy)
    return Outcome(code, title, Status.FOUND, (finding,))


def worst_tones(verdict: Verdict) -> dict[str, str]:
    """The tone of the worst finding at each place, for the tables."""
    tones: dict[str, str] = {}
    for finding in verdict.findings:
        tones.setdefault(finding.where, _SEVERITY[finding.severity])
    return tones
