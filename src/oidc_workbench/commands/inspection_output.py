"""An inspection for a terminal and as JSON; without the token's signature."""

import math
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.redaction import redact_text
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import moment, shorten, show, show_nonce, span, visible
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Finding, Outcome, Status

if TYPE_CHECKING:
    from oidc_workbench.rules.beside import Beside

WIDTH = 96
_MOST_MEMBERS = 80
_TIMES = ("exp", "nbf", "iat", "auth_time", "updated_at")
_FORMS = {
    TokenForm.JWS_COMPACT: "signed JWT",
    TokenForm.JWE_COMPACT: "encrypted JWT",
    TokenForm.JWS_JSON: "signed, in JSON serialisation",
    TokenForm.JWE_JSON: "encrypted, in JSON serialisation",
    TokenForm.SD_JWT: "SD-JWT, with disclosures",
    TokenForm.BROKEN: "broken JWT",
    TokenForm.OPAQUE: "opaque",
    TokenForm.EMPTY: "nothing",
}


def text_lines(inspection: Inspection, others: "tuple[Beside, ...]" = ()) -> Iterator[str]:
    """The inspection for people: the verdict first, then what it rests on."""
    yield from wrapped(inspection.verdict.headline, 0)
    yield ""
    yield from _summary(inspection)
    for other in others:
        yield from _fact("beside it", visible(f"{other.name}: {other.said}"))
    yield from ("",) if others else ()
    reading, now = inspection.reading, inspection.judged_at
    if inspection.inner is not None:
        yield from _members("Header of the encryption", reading.head, now)
        reading = inspection.inner
    yield from _members("Header", reading.head, now)
    yield from _members("Claims", reading.claims, now)
    yield from finding_lines(inspection.verdict.findings)
    yield from _unchecked(inspection)


def _summary(inspection: Inspection) -> Iterator[str]:
    verdict, reading = inspection.verdict, inspection.reading
    how = f", recognised {verdict.recognised}" if verdict.recognised else ""
    if reading.form is not TokenForm.EMPTY:
        yield from _fact("kind", f"{verdict.purpose.phrase}{visible(how)}")
    yield from _fact("form", _form(reading))
    yield from _fact("decryption", inspection.decryption.reason if inspection.decryption else "")
    yield from _fact("signature", inspection.signature.reason)
    yield from _fact("key", _key(inspection))
    yield from _fact("trust", _origin(inspection))
    if verdict.first_failing:
        yield from _fact("fails first", _named(verdict.first_failing))
    if verdict.next_failing:
        yield from _fact("fails next", _named(verdict.next_failing))
    yield from _fact("mend it", verdict.smallest_fix)
    yield ""


def _form(reading: Reading) -> str:
    count = len(reading.token)
    wrapped = ", ".join(layer.value for layer in reading.wrappings)
    found = f", found in: {wrapped}" if wrapped else ""
    others = [token.name for token in reading.named if token.text != reading.token]
    beside = f"; beside it: {', '.join(others)}" if others else ""
    return f"{_FORMS[reading.form]}, {count} characters{found}{beside}"


def _key(inspection: Inspection) -> str:
    key = inspection.signature.key
    if key is None:
        return ""
    parts = (show(key.kid) if key.kid else "no kid", key.kty, key.crv, key.thumbprint)
    return "  ".join(visible(part) for part in parts if part)


def _origin(inspection: Inspection) -> str:
    source = inspection.signature.source
    if source is None:
        return ""
    if source.bound_to_issuer:
        chain = (source.issuer, source.metadata_url, source.location)
        return " → ".join(visible(part) for part in chain if part)
    return f"{source.kind.replace('-', ' ')}: {visible(source.location)}"


def _named(finding: Finding) -> str:
    return f"{finding.rule}  ({finding.title})"


def _fact(name: str, value: str) -> list[str]:
    if not value:
        return []
    lead = f"  {name:<12}"
    return textwrap.wrap(value, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _members(title: str, members: Mapping[str, object], now: float) -> Iterator[str]:
    if not members:
        return
    yield title
    for name, value in list(members.items())[:_MOST_MEMBERS]:
        shown = f"  {shorten(name, 40):<12} {_value(name, value)}"
        yield f"{shown}{_time(name, members, now)}"
    if len(members) > _MOST_MEMBERS:
        yield f"  … {len(members) - _MOST_MEMBERS} more"
    yield ""


def _value(name: str, value: object) -> str:
    return show_nonce(value) if name == "nonce" else redact_text(show(value))


def _time(name: str, members: Mapping[str, object], now: float) -> str:
    seconds = number(members, name) if name in _TIMES else None
    if seconds is None:
        return ""
    if math.isnan(now):
        return f"  {moment(seconds)}"
    distance = f"in {span(seconds - now)}" if seconds > now else f"{span(now - seconds)} ago"
    return f"  {moment(seconds)}, {distance}"


def finding_lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    """The findings for people, each with its place, remedy and clauses."""
    yield "Findings" if findings else "No findings"
    for finding in findings:
        yield f"  {finding.severity.value.upper():<8} {finding.rule}  {finding.title}"
        yield from wrapped(finding.message, 11)
        evidence = f": {redact_text(finding.evidence)}" if finding.evidence else ""
        yield from wrapped(f"at {finding.where}{evidence}", 11)
        yield from wrapped(f"→ {finding.remedy}", 11)
        yield from wrapped(finding.clause, 11)
    yield ""


def _unchecked(inspection: Inspection) -> Iterator[str]:
    outcomes = _not_checked(inspection)
    if not outcomes:
        return
    yield "Not checked (a * keeps the token from being accepted)"
    for outcome in outcomes:
        mark = "*" if outcome.decisive else " "
        yield f"  {mark} {outcome.rule:<26} needs {outcome.needs}"


def _not_checked(inspection: Inspection) -> list[Outcome]:
    states = (Status.NOT_CHECKED, Status.CRASHED)
    return [outcome for outcome in inspection.verdict.outcomes if outcome.status in states]


def wrapped(text: str, indent: int) -> list[str]:
    """A paragraph as lines of the terminal's width."""
    margin = " " * indent
    return textwrap.wrap(text, WIDTH, initial_indent=margin, subsequent_indent=margin)


def document(inspection: Inspection, others: "tuple[Beside, ...]" = ()) -> dict[str, object]:
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
        "signature": {
            "status": check.status.value,
            "reason": check.reason,
            "alg": check.alg,
            "kid": check.kid,
            "thumbprint": check.key.thumbprint if check.key else "",
            "source": _source(inspection),
        },
        "findings": [finding_document(finding) for finding in verdict.findings],
        "not_checked": [
            {"rule": one.rule, "needs": one.needs, "decisive": one.decisive}
            for one in _not_checked(inspection)
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
