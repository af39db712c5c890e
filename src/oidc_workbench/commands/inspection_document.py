"""An inspection as JSON members, without any token's signature."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.rules.evidence import show_nonce
from oidc_workbench.rules.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.beside import Beside
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.rules.outcome import Finding, Outcome


def document(inspection: Inspection, others: tuple[Beside, ...] = ()) -> dict[str, object]:
    """The inspection as JSON members, with what stood beside the token."""
    verdict, reading, check = inspection.verdict, inspection.reading, inspection.signature
    now = inspection.judged_at
    members: dict[str, object] = {
        "decision": verdict.decision.value,
        "headline": verdict.headline,
        "purpose": verdict.purpose.value,
        "recognised": verdict.recognised,
        "judged_at": None if math.isnan(now) else now,
        "first_failing": verdict.first_failing.rule if verdict.first_failing else None,
        "next_failing": verdict.next_failing.rule if verdict.next_failing else None,
        "smallest_fix": verdict.smallest_fix,
        "needed": list(verdict.needed),
        "reading": {
            "form": reading.form.value,
            "wrappings": [layer.value for layer in reading.wrappings],
            "header": _plain(reading.head),
            "claims": _plain(reading.claims),
        },
        "decryption": _decryption(inspection),
        "signature": {**_check(check), "source": _source(inspection)},
        "other_serialisation": _other_document(inspection),
        "findings": [finding_document(finding) for finding in verdict.findings],
        "not_checked": [
            {"rule": one.rule, "needs": one.needs, "decisive": one.decisive}
            for one in not_checked(inspection)
        ],
        "beside": [
            {
                "name": one.name,
                "decision": one.verdict.decision.value if one.verdict else None,
                "said": one.said,
            }
            for one in others
        ],
    }
    return {name: printable(value) for name, value in members.items()}


def _decryption(inspection: Inspection) -> dict[str, object] | None:
    """How the decryption went, and what came out; None when nothing was decrypted."""
    done, inner = inspection.decryption, inspection.inner
    if done is None:
        return None
    return {
        "status": done.status.value,
        "reason": done.reason,
        "alg": done.alg,
        "enc": done.enc,
        "header": _plain(inner.head) if inner else None,
        "claims": _plain(inner.claims) if inner else None,
    }


def _other_document(inspection: Inspection) -> dict[str, object] | None:
    """What an SD-JWT or a JWS in JSON holds; None for any other token."""
    other = inspection.other
    if other is None:
        return None
    sd = other.presented
    return {
        "signatures": [_check(one) for one in other.signatures],
        "binding": _check(other.binding) if other.binding else None,
        "bound_to": [
            {"claim": one.name, "holds": one.holds, "said": one.said} for one in other.bound_to
        ],
        "disclosures": len(sd.disclosures) if sd else None,
        "withheld": sd.withheld if sd else None,
        "claims": _plain(sd.claims) if sd else None,
        "defects": [f"{one.code}: {one.message}" for one in sd.defects] if sd else [],
    }


def _check(check: SignatureCheck) -> dict[str, object]:
    return {
        "status": check.status.value,
        "reason": check.reason,
        "alg": check.alg,
        "kid": check.kid,
        "thumbprint": check.key.thumbprint if check.key else "",
    }


def finding_document(finding: Finding) -> dict[str, object]:
    """A finding as JSON members."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "title": finding.title,
        "clause": finding.clause,
        "where": finding.where,
        "evidence": redact_text(finding.evidence),
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _source(inspection: Inspection) -> dict[str, object] | None:
    source = inspection.signature.source
    if source is None:
        return None
    return {
        "kind": source.kind,
        "location": source.location,
        "issuer": source.issuer,
        "metadata_url": source.metadata_url,
    }


def _plain(members: Mapping[str, object]) -> dict[str, object]:
    return {n: show_nonce(v) if n == "nonce" else v for n, v in members.items()}


def printable(value: object) -> object:
    """Make a value one that JSON holds and a terminal prints, with secrets taken out."""
    if isinstance(value, str):
        return redact_text(value.encode("utf-8", "backslashreplace").decode())
    if isinstance(value, dict):
        return {str(printable(name)): printable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 1024:
        return "a number of more than 1024 bits"
    return value


def not_checked(inspection: Inspection) -> list[Outcome]:
    """The outcomes of rules that lacked an input, or crashed."""
    states = (Status.NOT_CHECKED, Status.CRASHED)
    return [outcome for outcome in inspection.verdict.outcomes if outcome.status in states]
