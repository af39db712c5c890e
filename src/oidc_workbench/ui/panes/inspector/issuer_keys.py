"""Keys for the token: fetched from the issuer that the person named, or the client's own."""

from collections.abc import Callable
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.kept_keys import KeptKeys
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.inspector.engine import Engine, Fetched
from oidc_workbench.ui.panes.inspector.keys_offer import provider_for
from oidc_workbench.ui.panes.inspector.state import KeysOffer
from oidc_workbench.workspace.reading_limits import limits_of


class IssuerKeys:
    """Fetches an issuer's keys, one fetch at a time.

    Args:
        changed: called with the offer as it now is, and with the keys once they are there.
    """

    def __init__(
        self,
        context: PaneContext,
        engine: Engine,
        changed: Callable[[KeysOffer, Fetched | None], None],
    ) -> None:
        self._context = context
        self._engine = engine
        self._changed = changed
        self._job: Job | None = None
        self._kept: KeptKeys[Fetched] = KeptKeys()

    @property
    def busy(self) -> bool:
        """Whether a fetch is under way."""
        return self._job is not None

    def cancel(self) -> None:
        """Give up the fetch under way."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def fetch(self, offer: KeysOffer) -> None:
        """Fetch what is on offer."""
        if offer.why_not or offer.busy:
            return
        provider = provider_for(self._context.bench.state.workspace, offer.issuer)
        ports, clock = self._context.services.ports_for(provider), self._context.services.clock
        limits = limits_of(self._context.bench.state.workspace.settings.reading)
        self._changed(replace(offer, busy=True, problem=""), None)

        def fetched(found: Fetched) -> None:
            self._job = None
            self._kept.keep(provider, found, clock.elapsed(), found.fresh_for)
            self._changed(replace(offer, busy=False), found)

        def failed(error: WorkbenchError) -> None:
            self._job = None
            self._changed(replace(offer, busy=False, problem=str(error)), None)

        self._job = self._context.runner.run(
            lambda: self._engine.fetch(ports, offer.issuer, limits), fetched, failed
        )

    def kept(self, issuer: str) -> Fetched | None:
        """The keys of an issuer that were fetched before and are still fresh."""
        provider = provider_for(self._context.bench.state.workspace, issuer)
        return self._kept.fresh(provider, self._context.services.clock.elapsed())

    def miss(self, offer: KeysOffer, check: SignatureCheck) -> None:
        """Fetch once more, at a limited rate, when a token names a key that is not there."""
        unknown = check.status is SignatureStatus.NO_MATCHING_KEY and bool(check.kid)
        if not unknown or not offer.fetched or self.busy:
            return
        provider = provider_for(self._context.bench.state.workspace, offer.issuer)
        elapsed = self._context.services.clock.elapsed()
        if self._kept.may_ask_again(provider, check.kid, elapsed):
            self.fetch(replace(offer, fetched=False))

    def own(self) -> tuple[KeySet, ...]:
        """The selected client's own public key: what its assertions are verified with."""
        state = self._context.bench.state
        key_id = state.client.key_id if state.client else ""
        records = [record for record in state.keys if record.key_id == key_id]
        if not records:
            return ()
        return (self._engine.vault_keys((records[0].public_jwk,), records[0].label),)
