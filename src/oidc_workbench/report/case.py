"""A judgement saved in a file, to be looked at again, or judged again.

A *redacted* case (the default) holds header and claims with stand-ins for persons and no
signature: it can be read by anybody, and shows the verdict as it was judged, which nobody can
check again. A *whole* case holds the token itself, is as secret as that, and is judged again
when it is opened.

A case file proves nothing about its keys: whoever wrote it could name any issuer as their
origin. So its keys count as supplied by the person who opens it, and never as an issuer's own.
"""

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.report.case_file import (
    FORMAT,
    VERSION,
    CaseFile,
    SavedKeys,
    context_of,
    left_out_of,
    saved_context,
    saved_keys,
)
from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.json_report import to_json
from oidc_workbench.report.model import kind_of
from oidc_workbench.report.token_viewing import token_view
from oidc_workbench.report.view import TokenView
from oidc_workbench.report.viewing import pseudonyms_for
from oidc_workbench.report.words import DECISIONS
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import NO_CONTEXT, Inspection, inspect

MOST_OCTETS = 8 << 20
CANNOT_VERIFY = (
    "This case was saved without the token's signature. It shows the verdict as it was judged"
    " then; it can't be verified or judged again."
)
_AGAIN = "Judged again as of the time of the case, with the keys that lie in it."
_DIFFERS = "The verdict now differs from the one that was saved."


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was opened.

    Args:
        verdict: as it was judged when the case was saved. The file says so; nothing proves it.
        expectation: what the token was judged by; with stand-ins in a redacted case.
        inspection: the token judged again; None when the case is redacted.
        same: whether judging again gave the decision and findings that were saved.
        note: one or two sentences that must be shown with it.
        left_out: what the first judgement used and no case keeps.
        saved_at: seconds since the epoch; None when it is not told.
    """

    verdict: TokenView
    expectation: Expectation
    context: RunContext
    keys: tuple[KeySet, ...]
    note: str
    inspection: Inspection | None = None
    same: bool = False
    left_out: tuple[str, ...] = ()
    saved_at: float | None = None


def to_case(
    inspection: Inspection,
    keys: tuple[KeySet, ...] = (),
    context: RunContext = NO_CONTEXT,
    *,
    saved_at: float = math.nan,
    name: str = "",
    whole: bool = False,
    forged: bool = False,
) -> bytes:
    """Serialise a judgement.

    Args:
        inspection: the judged token.
        keys: the key sets it was judged with; only public members are kept.
        context: what a run knew; its secrets are not kept.
        saved_at: seconds since the epoch.
        name: what to call the token; its kind when left out.
        whole: keep the token itself, signature and all, so that it can be judged again.
        forged: it was edited and signed in this program; the case keeps that mark.
    """
    places = tuple(one.source.location for one in keys)
    cleaner = Cleaner(None if whole else pseudonyms_for((inspection,), places))
    document = _plain(
        CaseFile(
            verdict=token_view(name or kind_of(inspection), inspection, cleaner, forged=forged),
            saved_at=None if math.isnan(saved_at) else saved_at,
            token=inspection.reading.token if whole else None,
            expectation=inspection.expectation,
            key_sets=saved_keys(keys),
            context=saved_context(context, whole=whole),
            left_out=left_out_of(context, keys, inspection),
        )
    )
    if not whole:
        for part in ("key_sets", "context"):
            document[part] = cleaner.value(document[part])
        # Its members are ours and no claims: "profile" means a set of rules here.
        document["expectation"] = {
            name: cleaner.value(value, "nonce" if name == "nonce" else "")
            for name, value in document["expectation"].items()
        }
    return to_json(document).encode()


def from_case(data: bytes) -> Case:
    """Open a case, and judge a whole one again.

    Raises:
        WorkbenchError: ``case-newer`` when a newer version wrote it, ``case-too-large``, or
            ``case-broken`` when it is no case or not whole.
    """
    file = _read(data)
    case = Case(
        verdict=file.verdict,
        expectation=file.expectation,
        context=context_of(file.context),
        keys=(),
        note=CANNOT_VERIFY,
        left_out=file.left_out,
        saved_at=file.saved_at,
    )
    if file.token is None:
        return replace(case, keys=_key_sets(file.key_sets))
    return _judged_again(case, file.token, file.key_sets)


def _judged_again(case: Case, token: str, saved: tuple[SavedKeys, ...]) -> Case:
    now = math.nan if case.verdict.judged_at is None else case.verdict.judged_at
    # Whose keys may verify it depends on what it is: a first look without any keys tells that.
    purpose = inspect(token, case.expectation, (), case.context, now).verdict.purpose
    keys = _key_sets(_fitting(saved, purpose))
    seen = inspect(token, case.expectation, keys, case.context, now)
    same = _outcome_of(seen) == _outcome_told(case.verdict)
    return replace(case, inspection=seen, keys=keys, same=same, note=_note(case.left_out, same))


def _note(left_out: tuple[str, ...], same: bool) -> str:
    if same:
        return _AGAIN
    reason = f" A case does not keep {', '.join(left_out)}." if left_out else ""
    return f"{_AGAIN} {_DIFFERS}{reason}"


def _outcome_of(inspection: Inspection) -> tuple[object, ...]:
    verdict = inspection.verdict
    first = verdict.first_failing.rule if verdict.first_failing else ""
    found = sorted((one.rule, one.severity.value, one.where) for one in verdict.findings)
    return (verdict.decision.value, verdict.purpose.value, first, found)


def _outcome_told(verdict: TokenView) -> tuple[object, ...]:
    first = verdict.first_failing.rule if verdict.first_failing else ""
    found = sorted((one.rule, one.severity, one.where) for one in verdict.findings)
    return (verdict.decision, verdict.purpose, first, found)


def _fitting(saved: tuple[SavedKeys, ...], purpose: Purpose) -> tuple[SavedKeys, ...]:
    """Leave out the keys that were not trusted for this kind when the case was saved.

    An issuer's keys never verify a client assertion, and a person's own keys nothing else.
    """
    barred = "issuer" if purpose is Purpose.CLIENT_ASSERTION else "vault"
    return tuple(one for one in saved if one.kind != barred)


def _key_sets(saved: tuple[SavedKeys, ...]) -> tuple[KeySet, ...]:
    return tuple(
        read_key_set(
            json.dumps({"keys": list(one.keys)}),
            KeySource("supplied", f"the case file, which names {one.location}", one.issuer),
        )
        for one in saved
    )


def _read(data: bytes) -> CaseFile:
    import msgspec  # noqa: PLC0415 - writing a case does not need it

    if len(data) > MOST_OCTETS:
        raise WorkbenchError(
            "case-too-large",
            f"The case file is larger than {MOST_OCTETS >> 20} MiB, so it was not read.",
            "Check that it is a case of this program.",
        )
    try:
        document = json.loads(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise _refusal("it is no case of this program")
        _refuse_other_versions(document.get("version"))
        file = msgspec.convert(document, type=CaseFile)
    except msgspec.ValidationError:  # its text quotes nothing but types, yet a path may be long
        raise _refusal("a member is missing or is not what it must be") from None
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise _refusal("it is not JSON, or was cut off") from None
    if not all(math.isfinite(time or 0) for time in (file.saved_at, file.verdict.judged_at)):
        raise _refusal("a time in it is no number")
    word = DECISIONS.get(file.verdict.decision)
    if word is None or file.verdict.headline.partition(":")[0] != word:
        raise _refusal("its verdict contradicts itself, or is none that there is")
    return file


def _refuse_other_versions(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refusal("it names no version")
    if version > VERSION:
        raise WorkbenchError(
            "case-newer",
            "The case was saved by a newer version of this program.",
            "Open it with that version; it was left untouched.",
        )


def _refusal(reason: str) -> WorkbenchError:
    return WorkbenchError(
        "case-broken",
        f"The case file can't be opened: {reason}.",
        "Ask whoever saved it to save it again; it was left untouched.",
    )


def _plain(file: CaseFile) -> dict[str, Any]:
    return {name: _listed(member) for name, member in asdict(file).items()}


def _listed(value: object) -> object:
    """Make lists of tuples and sets, as JSON has them."""
    if isinstance(value, dict):
        return {name: _listed(member) for name, member in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
