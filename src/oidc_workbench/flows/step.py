"""The steps of a flow: what a person sees while it runs and when it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

# The window shows steps before it can judge anything, so the rules are not loaded for it here.
if TYPE_CHECKING:
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.rules.document_judging import DocumentInspection
    from oidc_workbench.rules.expectation import Expectation, RunContext
    from oidc_workbench.rules.inspection import Inspection

TokenKind = Literal["id_token", "access_token", "refresh_token"]
Party = Literal["you", "browser", "workbench", "provider", "api"]


class StepState(StrEnum):
    """Where a step stands."""

    RUNNING = "running"
    WAITING = "waiting"  # for a person or a browser, until ``deadline``
    DONE = "done"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StepCheck:
    """One thing the step verified, shown as a chip."""

    label: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ObtainedToken:
    """A token together with all that the run knows about it.

    Args:
        obtained_at: seconds since the epoch.
        scope: as granted; None when the answer did not say.
        forged: it was made here, by hand, and obtained from nobody.
    """

    kind: TokenKind
    text: str = field(repr=False)
    expectation: Expectation
    context: RunContext
    keys: tuple[KeySet, ...]
    provider_id: str
    client_key: str
    obtained_at: float
    scope: tuple[str, ...] | None = None
    forged: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A snapshot of one step; a later snapshot with the same id replaces it.

    Args:
        why: a plain sentence on why the step exists.
        facts: what was prepared or received, as name and value; secrets are masked already.
        message: when failed or waiting: what happened; ``hint``: what to do.
        deadline: seconds since the epoch until which a waiting step waits.
        elapsed: seconds the step took.
        tokens: what was gained in this step.
        inspections: tokens judged in this step, by name.
        documents: requests, responses and metadata judged in this step, by name; their findings
            are shown and do not decide about the step.
    """

    id: str
    title: str
    why: str
    state: StepState = StepState.RUNNING
    facts: tuple[tuple[str, str], ...] = ()
    checks: tuple[StepCheck, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    message: str = ""
    hint: str = ""
    deadline: float | None = None
    elapsed: float = 0.0
    tokens: tuple[ObtainedToken, ...] = ()
    inspections: tuple[tuple[str, Inspection], ...] = ()
    documents: tuple[tuple[str, DocumentInspection], ...] = ()
