"""JSON for programs: the view itself, field by field.

The document is an object with these members; see :mod:`oidc_workbench.report.view` for the
meaning of each.

- ``format``: always ``oidc-workbench-report``; ``version``: 1. A reader refuses a higher one.
- ``title``; ``made_at`` (seconds since the epoch, or null); ``pseudonyms`` (true or false).
- ``tokens``: an array of objects with ``name``, ``decision`` (``accept``, ``reject``,
  ``undecided``), ``headline``, ``purpose``, ``form``, ``recognised``, ``judged_at``,
  ``smallest_fix``, ``first_failing`` and ``next_failing`` (a finding or null), ``needed``,
  ``decryption``, ``signature`` (``status``, ``reason``, ``alg``, ``kid``, ``thumbprint``,
  ``origin``, ``trust``), ``expectation`` (``stated``: pairs of name and value),
  ``outer_header``, ``header`` and ``claims`` (arrays of ``name``, ``value``, ``shown``,
  ``note``, ``meaning``), ``findings`` (``rule``, ``title``, ``severity``, ``where``,
  ``evidence``, ``message``, ``remedy``, ``clauses``, ``fingerprint``), ``passed`` and
  ``not_checked`` (``rule``, ``title``, ``needs``, ``decisive``), ``not_applicable`` (a
  number), ``forged`` (true for a token that was made in this program), and ``other`` (null, or
  for an SD-JWT or a JWS in JSON ``signatures`` and ``binding``, each like ``signature``,
  ``bound_to`` (``claim``, ``holds``, ``said``), ``disclosures``, ``withheld``, ``defects``).
- ``steps``: an array of objects with ``title``, ``why``, ``state``, ``message``, ``hint``,
  ``facts``, ``checks``, and ``exchanges`` (``method``, ``url``, ``purpose``, ``status``,
  ``error``).
- ``documents``: an array of objects with ``name``, ``kind`` (as ``check`` calls it), ``noun``,
  ``headline``, ``worst`` (a severity, or empty), ``decided``, ``judged_at``, ``needed``,
  ``findings``, ``passed``, ``not_checked`` and ``not_applicable``, as with tokens.
"""

import json
import re
from dataclasses import asdict
from typing import Any

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.report.model import Report
from oidc_workbench.report.view import VERSION, ReportView
from oidc_workbench.report.viewing import view

FORMAT = "oidc-workbench-report"
_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]")


def as_json(report: Report) -> str:
    """Return the report as one JSON document."""
    return render(view(report))


def render(report: ReportView) -> str:
    """Return a report that is cleaned already as one JSON document."""
    return to_json({"format": FORMAT, **asdict(report)})


def to_json(document: dict[str, Any]) -> str:
    """Write strict JSON in which no character is hidden from a reader of the file."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    return _NOT_PLAIN.sub(lambda found: _escaped(found[0]), text) + "\n"


def from_json(text: str | bytes) -> ReportView:
    """Read a report again.

    Raises:
        WorkbenchError: ``report-broken``, or ``report-newer`` for one of a newer version.
    """
    import msgspec  # noqa: PLC0415 - writing a report does not need it

    try:
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise _refusal("it is no report of this program")
        _refuse_newer(document.get("version"))
        return msgspec.convert(document, type=ReportView)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        raise _refusal("it is not whole") from None


def _refuse_newer(version: object) -> None:
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise WorkbenchError(
            "report-newer",
            "The report was written by a newer version of this program.",
            "Read it with that version.",
        )


def _refusal(reason: str) -> WorkbenchError:
    return WorkbenchError(
        "report-broken", f"The report can't be read: {reason}.", "Make it again, or ask for it."
    )


def _escaped(char: str) -> str:
    """A character as it is when a screen shows it, else escaped (RFC 8259 §7)."""
    if char.isprintable():
        return char
    return json.dumps(char)[1:-1] if ord(char) > 0x7F else f"\\u{ord(char):04x}"
