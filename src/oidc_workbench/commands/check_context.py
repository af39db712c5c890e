"""What ``check`` is told: arguments, a document, and a context file."""

import argparse
from dataclasses import dataclass, replace
from typing import Any

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.commands.check_members import MEMBERS
from oidc_workbench.commands.context_file import read_object
from oidc_workbench.commands.named_files import read_octets
from oidc_workbench.commands.terminal import Terminal
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.document import DocumentContext, DocumentKind

_MOST_OCTETS = 1 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """A document and all that it is judged by."""

    kind: DocumentKind
    text: str
    context: DocumentContext
    now: float


def read_check(args: argparse.Namespace, terminal: Terminal) -> Check:
    """Read the document and the context; what the arguments say goes before the file.

    Raises:
        WorkbenchError: a file can't be read (``document-unreadable``, ``context-unreadable``), or
            the context file does not hold what it should (``context-invalid``).
    """
    told = read_context(_file(args.context, "context")) if args.context else {}
    at = args.at if args.at is not None else told.pop("at", None)
    told.pop("at", None)
    stated = {name: getattr(args, name) for name in ("issuer", "url", "profile")}
    stated = {name: value for name, value in stated.items() if value}
    context = replace(DocumentContext(), **{**told, **stated})
    now = SystemClock().now() if at is None else at
    return Check(DocumentKind(args.kind), _document(args.document, terminal), context, now)


def read_context(octets: bytes) -> dict[str, Any]:
    """Read a context file into the fields of :class:`DocumentContext`, and ``at``.

    Raises:
        WorkbenchError: it is not a JSON object, or a member is not what it must be. A misspelt
            member would silently leave a check out, so it is refused.
    """
    fields: dict[str, Any] = {}
    for name, value in read_object(octets, _refusal).items():
        member = MEMBERS.get(name)
        if member is None:
            raise _refusal(f"it does not know the member “{name[:40]}”")
        try:
            fields[member.field or name] = member.read(value)
        except (TypeError, ValueError, KeyError):
            raise _refusal(f"“{name}” must be {member.meaning}") from None
    return fields


def _refusal(reason: str) -> WorkbenchError:
    return WorkbenchError(
        "context-invalid",
        f"The context file can't be used: {reason}.",
        f"It knows: {', '.join(MEMBERS)}.",
    )


def _document(place: str, terminal: Terminal) -> str:
    if place != "-":
        octets = _file(place, "document")
    elif (binary := getattr(terminal.stdin, "buffer", None)) is not None:
        octets = binary.read(_MOST_OCTETS + 1)
    else:  # a text stream of its own, as a test or another program may pass
        return terminal.stdin.read(_MOST_OCTETS + 1)
    # What is not UTF-8 stays visible as such to the reader of the document.
    return octets.decode("utf-8", "surrogateescape")


def _file(path: str, what: str) -> bytes:
    """Read at most a little more than the reader takes: it then says that there is too much."""
    return read_octets(path, _MOST_OCTETS + 1, what=what, code=f"{what}-unreadable")
