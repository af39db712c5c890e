"""The terminal as the subcommands see it."""

import json
import sys
from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum
from typing import TextIO

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.values import dataclass


class Exit(IntEnum):
    """Exit statuses (64 and 70 as in sysexits.h, 141 as a shell tells of SIGPIPE)."""

    OK = 0
    REJECTED = 1
    UNDECIDED = 2
    USAGE = 64
    BUG = 70
    CUT_OFF = 141


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a subcommand reads and writes.

    Args:
        as_json: one JSON document on stdout instead of text for people.
    """

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    as_json: bool = False

    def say(self, text: str = "") -> None:
        """Write a line for people; nothing when JSON was asked for."""
        if not self.as_json:
            print(text, file=self.stdout, flush=True)

    def give(self, document: Mapping[str, object]) -> None:
        """Write the JSON document; nothing when text was asked for."""
        if self.as_json:
            text = json.dumps(document, indent=2, ensure_ascii=not _is_utf8(self.stdout))
            print(text, file=self.stdout, flush=True)

    def fail(self, error: WorkbenchError, status: Exit = Exit.REJECTED) -> int:
        """Say what happened and what to do; returns the exit status."""
        self.give({"error": error.code, "message": error.message, "hint": error.hint})
        print(f"oidc-workbench: {error}", file=self.stderr, flush=True)
        return status


def _is_utf8(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-") == "utf-8"
