"""Asking the selected provider about the token in front, as the selected client. No Qt.

The token goes only where the person was told before, and only when the person sends it.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.secret import Secret
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.inspector.introspection_answer import (
    IntrospectState,
    is_askable,
    judged_answer,
    keeps_no_state,
    where_it_goes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.exchange import Exchange
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.workspace.profile import Client, Provider

_MOST = 1 << 16  # octets of an answer that are judged


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was last asked: about which token, whom, and what came of it."""

    token: str = ""
    profile: tuple[str, str] = ("", "")
    step: Step | None = None

    @property
    def answer(self) -> "Exchange | None":
        """The exchange with the answer, where the server gave one."""
        step = self.step
        if step is None or step.id != "introspect" or not step.exchanges:
            return None
        answered = step.state in (StepState.DONE, StepState.WARNING)
        return step.exchanges[-1] if answered else None


class Introspecting:
    """Looks up where to ask, asks, and judges the answer.

    Args:
        show: told of every change.
    """

    def __init__(self, context: PaneContext, show: Callable[[], None]) -> None:
        self._context = context
        self._show = show
        self._job: Job | None = None
        self._busy = ""
        self._endpoints: dict[str, str] = {}
        self._lookup: WorkbenchError | None = None
        self._asked = _Asked()
        self._inspection: Inspection | None = None

    def follow(self, inspection: "Inspection") -> IntrospectState | None:
        """How it stands with a token and the expectation it is judged by.

        Returns:
            None for a token that nobody is asked about.
        """
        self._inspection = inspection
        return self.state() if is_askable(inspection) else None

    def state(self) -> IntrospectState:
        """How it stands with the token that was followed last."""
        provider, client = self._profile()
        if provider is None or client is None:
            missing = "a provider" if provider is None else "a client"
            return IntrospectState(why_not=f"Select {missing} first: it is asked as that client.")
        endpoint = self._endpoints.get(provider.issuer, "")
        state = IntrospectState(
            where=where_it_goes(provider, client, endpoint),
            caution=self._caution(provider),
            endpoint=endpoint,
            busy=self._busy,
        )
        if self._lookup is not None and not self._busy:
            state = replace(state, problem=self._lookup.message, hint=self._lookup.hint)
        return self._with_answer(state, (provider.provider_id, client.key))

    def look_up(self) -> None:
        """Find out where the token would be sent; sends no token."""
        provider, client = self._profile()
        if provider is None or client is None or self._busy:
            return
        ports = self._context.services.ports_for(provider)

        async def work() -> str:
            from oidc_workbench.flows.introspect import introspection_endpoint

            return await introspection_endpoint(provider, ports)

        def found(endpoint: str) -> None:
            self._endpoints[provider.issuer] = endpoint
            self._end()

        self._begin(f"Asking {provider.issuer} where its introspection endpoint is")
        self._job = self._context.runner.run(work, found, self._failed)

    def send(self) -> None:
        """Send the token where the person was told that it goes."""
        provider, client = self._profile()
        inspection = self._inspection
        endpoint = self._endpoints.get(provider.issuer, "") if provider else ""
        if provider is None or client is None or inspection is None or not endpoint or self._busy:
            return
        token = inspection.reading.token
        hint = "access_token" if inspection.verdict.purpose is Purpose.ACCESS_TOKEN else ""
        profile = (provider.provider_id, client.key)
        ports = self._context.services.ports_for(provider)

        def work() -> AsyncIterator[Step]:
            from oidc_workbench.flows.introspect import IntrospectPlan, introspect

            plan = IntrospectPlan(provider, client, Secret(token), hint, endpoint)
            return introspect(plan, ports)

        def each(step: Step) -> None:
            self._asked = _Asked(token, profile, step)

        self._asked = _Asked()
        self._begin(f"Asking {urlsplit(endpoint).netloc} about the token")
        self._job = self._context.runner.stream(work, each, self._end, self._failed)

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._job is not None:
            self._job.cancel()
        self._lookup = None
        if self._busy:
            self._end()

    def close(self) -> None:
        """Stop what goes on, without telling anybody."""
        if self._job is not None:
            self._job.cancel()

    def profile_changed(self) -> None:
        """Whoever is asked now was asked nothing yet."""
        self.cancel()
        self._show()

    def _begin(self, what: str) -> None:
        self._busy, self._lookup = what, None
        self._show()

    def _end(self) -> None:
        self._job, self._busy = None, ""
        step = self._asked.step
        if step is not None and step.state is StepState.FAILED and not step.exchanges:
            self._endpoints.clear()  # nothing was sent: look again where it would go
        self._show()

    def _failed(self, error: WorkbenchError) -> None:
        self._job, self._busy, self._lookup = None, "", error
        self._show()

    def know(self, metadata: "Mapping[str, object]") -> None:
        """Take the endpoint from metadata that was fetched from its provider before."""
        issuer, endpoint = metadata.get("issuer"), metadata.get("introspection_endpoint")
        if isinstance(issuer, str) and isinstance(endpoint, str) and urlsplit(endpoint).netloc:
            self._endpoints.setdefault(issuer, endpoint)

    def _profile(self) -> "tuple[Provider | None, Client | None]":
        state = self._context.bench.state
        return state.provider, state.client

    def _caution(self, provider: "Provider") -> str:
        claims = self._inspection.claims if self._inspection else {}
        issuer = claims.get("iss")
        if isinstance(issuer, str) and issuer and issuer != provider.issuer:
            return (
                "The token names another issuer. Whoever is asked about it holds it from then on, "
                "and could use it."
            )
        return ""

    def _with_answer(self, state: IntrospectState, profile: tuple[str, str]) -> IntrospectState:
        asked, inspection = self._asked, self._inspection
        fits = inspection is not None and asked.token == inspection.reading.token
        if not fits or asked.profile != profile or asked.step is None or inspection is None:
            return state
        answer = asked.answer
        if answer is None:
            step = asked.step
            if step.state is not StepState.FAILED:
                return state
            return replace(
                state, problem=step.message, hint=step.hint, unknown=keeps_no_state(step)
            )
        body = answer.response.body if answer.response else b""
        if len(body) > _MOST:
            said = f"The answer has {len(body):,} octets, more than the {_MOST:,} that are judged."
            return replace(state, problem=said, hint="Activity shows it.")
        return judged_answer(state, inspection, answer)
