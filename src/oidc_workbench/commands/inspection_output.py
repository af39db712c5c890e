"""An inspection as text for a terminal, without the token's signature."""

import math
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from oidc_workbench.commands.inspection_document import not_checked
from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import moment, shorten, show, show_nonce, span, visible
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Finding

if TYPE_CHECKING:
    from oidc_workbench.rules.beside import Beside

WIDTH = 96
_MOST_MEMBERS = 80
_TIMES = ("exp", "nbf", "iat", "auth_time", "updated_at")
_HOLDS = {True: "As expected", False: "Not as expected", None: "Not checked"}
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
    if others:
        yield from _fact("exit status", "speaks of the judged token alone, not of those beside it")
        yield ""
    reading, now = inspection.reading, inspection.judged_at
    if inspection.inner is not None:
        yield from _members("Header of the encryption", reading.head, now)
        reading = inspection.inner
    yield from _members("Header", reading.head, now)
    yield from _members("Claims", reading.claims, now)
    yield from _disclosed(inspection)
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
    yield from _other(inspection)
    yield from _fact("key", _key(inspection))
    yield from _fact("trust", _origin(inspection))
    if verdict.first_failing:
        yield from _fact("fails first", _named(verdict.first_failing))
    if verdict.next_failing:
        yield from _fact("fails next", _named(verdict.next_failing))
    yield from _fact("mend it", verdict.smallest_fix)
    yield ""


def _other(inspection: Inspection) -> Iterator[str]:
    """The signatures of a token that is no JWT, and what is wrong with its disclosures."""
    other = inspection.other
    if other is None:
        return
    called = "issuer's" if other.presented else "in JSON"
    for check in other.signatures:
        yield from _fact(called, check.reason)
    if other.binding:
        yield from _fact("holder's", other.binding.reason)
    for claim in other.bound_to:
        yield from _fact(f"its {claim.name}", f"{_HOLDS[claim.holds]}. {claim.said}".strip())
    if other.presented:
        shown, held = len(other.presented.disclosures), other.presented.withheld
        yield from _fact("disclosures", f"{shown} shown, {held} digests without one")
        for defect in other.presented.defects:
            yield from _fact("wrong", defect.message)


def _disclosed(inspection: Inspection) -> Iterator[str]:
    """The claims with everything disclosed in its place."""
    presented = inspection.other.presented if inspection.other else None
    if presented and presented.disclosures:
        yield from _members("Claims disclosed", presented.claims, inspection.judged_at)


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
    outcomes = not_checked(inspection)
    if not outcomes:
        return
    yield "Not checked (a * keeps the token from being accepted)"
    for outcome in outcomes:
        mark = "*" if outcome.decisive else " "
        yield f"  {mark} {outcome.rule:<26} needs {outcome.needs}"


def wrapped(text: str, indent: int) -> list[str]:
    """A paragraph as lines of the terminal's width."""
    margin = " " * indent
    return textwrap.wrap(text, WIDTH, initial_indent=margin, subsequent_indent=margin)
