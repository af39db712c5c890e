"""The verdict in words: the reason, the smallest fix, the chain behind it, and every check."""

from dataclasses import replace

from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.expectation import Profile
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Decision, Finding, Severity, Status, Verdict
from oidc_workbench.ui.kit.verdict_state import VerdictState, verdict_state
from oidc_workbench.ui.panes.inspector.judge_form import PURPOSES
from oidc_workbench.ui.panes.inspector.state import FindingRow, Tone, TrustLink

_SEVERITY: dict[Severity, Tone] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}
_SIGNATURE: dict[SignatureStatus, tuple[str, Tone]] = {
    SignatureStatus.VERIFIED: ("✓ signature matches", "ok"),
    SignatureStatus.FAILED: ("✗ signature does not match", "error"),
    SignatureStatus.NO_MATCHING_KEY: ("✗ no matching key", "error"),
    SignatureStatus.ALG_NOT_ALLOWED: ("✗ algorithm not allowed", "error"),
    SignatureStatus.UNSUPPORTED: ("! algorithm not supported", "warning"),
    SignatureStatus.NOT_CHECKED: ("? signature not checked", "warning"),
}
_PROFILES: dict[Profile, str] = {"plain": "", "rfc9068": "RFC 9068", "fapi2": "FAPI 2.0"}
_NAMES = dict(PURPOSES)
_SUPPLIED = {
    "supplied": "keys you supplied",
    "vault": "a key of your vault",
    "client-secret": "the client secret",
    "token-header": "the token itself",
}


def verdict_of(inspection: Inspection) -> VerdictState:
    """Say a verdict with its evidence, and what would follow the smallest fix."""
    verdict = inspection.verdict
    profile = _PROFILES[inspection.expectation.profile]
    kind = _NAMES.get(verdict.purpose.value, verdict.purpose.value)
    return replace(
        verdict_state(inspection),
        headline=verdict.headline.rstrip("."),
        reason=_reason(verdict),
        fix=_fix(verdict),
        aside=f"{kind} · {profile}" if profile else kind,
    )


def _reason(verdict: Verdict) -> str:
    failing = verdict.first_failing
    if failing is not None:
        evidence = failing.evidence.replace("`", "'")
        return f"{failing.message} Found: `{evidence}`." if evidence else failing.message
    if verdict.decision is Decision.UNDECIDED:
        return f"Not decided without {_listed(verdict.needed)}." if verdict.needed else ""
    warnings = sum(f.severity is Severity.WARNING for f in verdict.findings)
    if warnings == 1:
        return "Every check that a validator must make passed; one warning is worth reading."
    if warnings:
        return f"Every check that a validator must make passed; {warnings} warnings below."
    return "Every check that a validator must make passed."


def _fix(verdict: Verdict) -> str:
    if verdict.first_failing is None:
        return verdict.smallest_fix
    remedy = verdict.first_failing.remedy.rstrip(".")
    lowered = f"{remedy[:1].lower()}{remedy[1:]}" if remedy[1:2].islower() else remedy
    fix = verdict.smallest_fix or (f"Smallest fix: {lowered}." if remedy else "")
    if verdict.next_failing is not None:
        return f"{fix} The next to fail then: {verdict.next_failing.title}.".strip()
    return fix


def _listed(needs: tuple[str, ...]) -> str:
    unique = tuple(dict.fromkeys(needs))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def trust_links(inspection: Inspection) -> tuple[TrustLink, ...]:
    """The chain issuer → metadata → JWKS → kid → thumbprint, each link with how it is known."""
    check, expected = inspection.signature, inspection.expectation.issuer
    source, key = check.source, check.key
    bound = source is not None and source.bound_to_issuer
    claimed = str(inspection.reading.claims.get("iss", ""))
    issuer = expected or claimed
    links = [
        TrustLink(
            "Issuer",
            issuer or "none named",
            "you named it" if expected else "the token says so; nobody confirmed it",
            "named" if expected else "only claimed",
            "ok" if expected else "warning",
        )
    ]
    if source is not None and bound:
        links += [
            TrustLink("Metadata", source.metadata_url, "published by that issuer", "fetched", "ok"),
            TrustLink("JWKS", source.location, "named by the metadata", "fetched", "ok"),
        ]
    elif source is not None:
        told = _SUPPLIED.get(source.kind, source.kind)
        links.append(
            TrustLink(
                "Keys", source.location, f"{told}; no issuer vouches", "only claimed", "warning"
            )
        )
    else:
        links.append(
            TrustLink("JWKS", "no keys yet", "fetch the issuer's keys", "missing", "warning")
        )
    text, tone = _SIGNATURE[check.status]
    if key is not None:
        kid = key.kid or "none"
        same = "the token's header names it" if check.kid == key.kid else "tried without its name"
        links.append(TrustLink("kid", kid, same))
        links.append(TrustLink("Thumbprint", key.thumbprint or "none", "RFC 7638, SHA-256"))
        links.append(TrustLink("Key", " ".join(filter(None, (key.kty, key.crv))), "type"))
    links.append(TrustLink("Signature", check.alg or "no algorithm", check.reason, text, tone))
    return tuple(links)


def finding_rows(verdict: Verdict) -> tuple[FindingRow, ...]:
    """The findings, worst first; a rule that crashed is one of them."""
    rows = [_finding_row(finding) for finding in verdict.findings]
    rows += [
        FindingRow(
            "not checked", "warning", outcome.title, outcome.rule,
            lines=("This check broke off; that is a fault of this program.",),
        )
        for outcome in verdict.with_status(Status.CRASHED)
    ]  # fmt: skip
    return tuple(rows)


def _finding_row(finding: Finding) -> FindingRow:
    remedy = f"Remedy: {finding.remedy}" if finding.remedy else ""
    return FindingRow(
        finding.severity.value,
        _SEVERITY[finding.severity],
        finding.title,
        finding.rule,
        finding.clause,
        finding.where,
        finding.evidence,
        tuple(line for line in (finding.message, remedy) if line),
    )


def passed_rows(verdict: Verdict) -> tuple[FindingRow, ...]:
    """The checks that found nothing wrong."""
    clear = verdict.with_status(Status.CLEAR)
    return tuple(FindingRow("passed", "ok", outcome.title, outcome.rule) for outcome in clear)


def not_checked_rows(verdict: Verdict) -> tuple[FindingRow, ...]:
    """The checks that could not be made, the decisive ones first, each with what it needs."""
    missing = sorted(verdict.with_status(Status.NOT_CHECKED), key=lambda o: not o.decisive)
    return tuple(
        FindingRow(
            "not checked",
            "warning" if outcome.decisive else "neutral",
            outcome.title,
            outcome.rule,
            lines=(f"Needs {outcome.needs}.",),
        )
        for outcome in missing
    )


def worst_tones(verdict: Verdict) -> dict[str, str]:
    """The tone of the worst finding at each place, for the tables."""
    tones: dict[str, str] = {}
    for finding in verdict.findings:
        tones.setdefault(finding.where, _SEVERITY[finding.severity])
    return tones
