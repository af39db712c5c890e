"""What an SD-JWT discloses, and whether its holder may present it (RFC 9901). No Qt."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.reading import JsonDocument, Reading, TokenForm
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.ui.kit.claim_rows import written
from oidc_workbench.ui.kit.verdict_state import signature_words
from oidc_workbench.ui.pane import Job, Runner
from oidc_workbench.ui.panes.inspector.engine import Case
from oidc_workbench.ui.theme import Tone

if TYPE_CHECKING:
    from oidc_workbench.jose.sd_jwt import Disclosure, SdJwt
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.rules.other_serialisations import OtherSerialisation

_HOLDS: dict[bool | None, tuple[str, Tone]] = {
    True: ("as expected", "ok"),
    False: ("not as expected", "error"),
    None: ("not checked", "neutral"),
}
_MINUTE = 60  # seconds between two looks at the key binding while the clock goes on
_MOST = 200  # disclosures that are listed


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One disclosure.

    Args:
        name: the claim's name; for an element of an array, what it is.
        place: where its value stands among the claims; empty when it has no place.
        mark: one word on whether it can be used; ``why`` says it in a sentence where it can't.
    """

    name: str
    value: str = field(repr=False)
    place: str
    salt: str = field(repr=False)
    digest: str
    mark: str
    tone: Tone
    why: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an SD-JWT; ``tone`` is neutral where it could not be made."""

    name: str
    words: str
    tone: Tone
    why: str = ""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An SD-JWT taken apart, as it is shown.

    Args:
        summary: how much is disclosed, in one sentence.
        defects: what is wrong with it, one sentence each.
        checks: the issuer's signature and the key binding.
        resolved: the token with everything disclosed in its place; None when nothing may be used.
        binding: the key binding JWT; None when there is none.
    """

    token: str = field(repr=False)
    summary: str
    defects: tuple[str, ...] = ()
    rows: tuple[DisclosureRow, ...] = ()
    checks: tuple[Check, ...] = ()
    resolved: Reading | None = None
    binding: Reading | None = None


def disclosed_of(inspection: "Inspection") -> Disclosed | None:
    """Put an SD-JWT that was taken apart into words; None for anything else."""
    other, reading = inspection.other, inspection.judged
    if other is None or other.presented is None:
        return None
    taken = other.presented
    resolved = None
    if taken.claims:
        octets = json.dumps(taken.claims, ensure_ascii=False).encode("utf-8", "replace")
        resolved = replace(reading, payload=JsonDocument(dict(taken.claims), octets))
    return Disclosed(
        reading.token,
        _summary(taken),
        tuple(dict.fromkeys(defect.message for defect in taken.defects)),
        tuple(_rows(taken)),
        (_signature("Issuer's signature", other.signatures[0]), *_binding_checks(other, taken)),
        resolved,
        taken.binding,
    )


def _summary(taken: "SdJwt") -> str:
    count = len(taken.disclosures)
    plural = "" if count == 1 else "s"
    told = f"{count} disclosure{plural}, named by {taken.hash_name or 'an unknown hash'}"
    if not taken.withheld:
        return f"{told}, and nothing withheld."
    digests = "1 digest" if taken.withheld == 1 else f"{taken.withheld} digests"
    return f"{told}; {digests} without one: withheld claims, or decoys."


def _rows(taken: "SdJwt") -> Iterator[DisclosureRow]:
    counts = Counter(one.raw for one in taken.disclosures)
    for one in taken.disclosures[:_MOST]:
        mark, tone, why = _mark(one, counts[one.raw])
        name = "array element" if one.name is None else one.name or "no name"
        place = ".".join(("payload", *map(str, one.path))) if one.path else ""
        value = "" if one.problem and one.value is None else written(one.value)
        yield DisclosureRow(
            shorten(name, 120), value, shorten(place, 200), shorten(one.salt, 80), one.digest,
            mark, tone, why,
        )  # fmt: skip


def _mark(one: "Disclosure", count: int) -> tuple[str, Tone, str]:
    if one.problem:
        return "malformed", "error", one.problem
    if count > 1:
        return "repeated", "error", "The same disclosure stands more than once."
    if one.path is None:
        why = "No digest that the issuer signed is of this disclosure, so it must not be used."
        return "belongs to nothing", "error", why
    return "disclosed", "ok", ""


def _signature(name: str, found: "SignatureCheck") -> Check:
    if found.status is SignatureStatus.NOT_CHECKED:
        return Check(name, "not checked", "neutral", found.reason)
    words, tone = signature_words(found)
    return Check(name, words, tone, found.reason)


def _binding_checks(other: "OtherSerialisation", taken: "SdJwt") -> Iterator[Check]:
    if other.binding is None or taken.binding is None:
        bound = taken.holder_key is not None
        why = "Whoever holds this text can present it; " + (
            "the issuer bound it to a key, so a verifier should ask for proof of that key."
            if bound
            else "the issuer bound it to no key."
        )
        yield Check("Key binding", "none", "warning" if bound else "neutral", why)
        return
    yield _signature("Holder's signature", other.binding)
    defects = [one.message for one in taken.defects if one.code == "sd-binding"]
    if defects:
        yield Check("Key binding", "not in order", "error", " ".join(defects))
    else:
        yield Check("Key binding", "covers all of it", "ok", f"sd_hash {taken.sd_hash}")
    for claim in other.bound_to:
        words, tone = _HOLDS[claim.holds]
        yield Check(f"{claim.name} of the key binding", words, tone, claim.said)


class Disclosing:
    """Takes the SD-JWT in front apart, off the GUI thread.

    Args:
        show: called with what came out.
    """

    def __init__(self, runner: Runner, show: Callable[[Disclosed | None], None]) -> None:
        self._runner = runner
        self._show = show
        self._job: Job | None = None
        self._of: object = None
        self._found: Disclosed | None = None

    def follow(self, inspection: "Inspection", case: Case) -> None:
        """Take a token apart, unless that was done for it already."""
        reading = inspection.judged
        if reading.form is not TokenForm.SD_JWT:
            self.restart()
            return
        at = inspection.judged_at // _MINUTE
        subject = (reading.token, case.keys, case.expectation, case.context.shared_secret, at)
        if subject == self._of:
            return
        self.close()
        self._of = subject
        self._job = self._runner.compute(lambda: disclosed_of(inspection), self._done, self._failed)

    def restart(self) -> None:
        """Begin anew with the next token, whatever it is."""
        self.close()
        self._of = self._found = None

    def close(self) -> None:
        """Stop what goes on, without telling anybody."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _done(self, found: Disclosed | None) -> None:
        self._job = None
        if found != self._found:  # else the lists would be filled anew each minute
            self._found = found
            self._show(found)

    def _failed(self, _error: WorkbenchError) -> None:
        self._job = self._found = None
        self._show(None)
