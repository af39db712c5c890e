"""What lies on the inspector's desk: one token, its expectation and its judgement. No Qt."""

from dataclasses import replace
from typing import Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.kit.token_text import highlight_of, place_at
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.inspector.chaining import Chaining
from oidc_workbench.ui.panes.inspector.comparing import Compared, Comparing
from oidc_workbench.ui.panes.inspector.decrypting import Decrypting
from oidc_workbench.ui.panes.inspector.disclosing import Disclosed, Disclosing
from oidc_workbench.ui.panes.inspector.engine import Case, Engine, Fetched
from oidc_workbench.ui.panes.inspector.introspecting import Introspecting
from oidc_workbench.ui.panes.inspector.issuer_keys import IssuerKeys
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, for_purpose, form_for, form_of
from oidc_workbench.ui.panes.inspector.judging import Judging, case_of, example
from oidc_workbench.ui.panes.inspector.keys_offer import offer_for
from oidc_workbench.ui.panes.inspector.layers import OUTER, RESOLVED, layer_of_finding
from oidc_workbench.ui.panes.inspector.picture import picture
from oidc_workbench.ui.panes.inspector.saved import SavedExpectations
from oidc_workbench.ui.panes.inspector.source import FORGED, Source, label_of, origin_of
from oidc_workbench.ui.panes.inspector.state import InspectorState, KeysOffer
from oidc_workbench.workspace.reading_limits import limits_of


class InspectorView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: InspectorState) -> None:
        """Show a state."""
        ...


class InspectorDesk:
    """Holds the token in front and what it is judged by, and shows the judgement."""

    def __init__(self, context: PaneContext, view: InspectorView, engine: Engine) -> None:
        self._context = context
        self._view = view
        self._engine = engine
        self._judging = Judging(context.runner, engine, self._judged, self._broken)
        self._saved = SavedExpectations(context.bench)
        self._keys = IssuerKeys(context, engine, self._keys_changed)
        self.comparing = Comparing(context, lambda: self._state.reading, self._compared)
        self.decrypting = Decrypting(context, self._judge, self._show_decrypting)
        self.introspecting = Introspecting(context, self._show_introspecting)
        self._disclosing = Disclosing(context.runner, self._show_disclosed)
        self.chaining = Chaining(context, lambda shown: self._put(chains=shown))
        self._source = Source()
        self._touched = False
        self._inspection: Inspection | None = None
        self._case: Case | None = None
        self._at: float | None = None
        self._state = InspectorState(
            form=self._prefilled(), runs=self._runs(), saved=self._saved.names()
        )

    @property
    def state(self) -> InspectorState:
        """The current state."""
        return self._state

    def example(self) -> InspectorState:
        """What the judgement of an example looks like; for rehearsing."""
        return picture(InspectorState(), self._engine.judge(example(self._engine)), 0.0, None)

    def select(self, place: str) -> None:
        """Select a place of the token, wherever it was pointed at."""
        reading = self._state.reading
        highlight = highlight_of(reading, place) if reading and place else None
        self._put(selected=place, highlight=highlight)

    def select_finding(self, place: str) -> None:
        """Select the place that a finding names, in the layer that it speaks of."""
        if self._state.layers and place:
            self.show_layer(layer_of_finding(self._state.layers, self._state.layer, place))
            place = place.removeprefix(OUTER)
        self.select(place)

    def select_claim(self, place: str) -> None:
        """Go to a claim where it stands once everything is disclosed."""
        self.show_layer(next((one.id for one in self._state.layers if one.id == RESOLVED), ""))
        self.select(place)

    def show_layer(self, name: str) -> None:
        """Bring another layer of the token to the front."""
        if self._inspection is None or name in ("", self._state.layer):
            return
        now = self._context.services.clock.now()
        state = replace(self._state, layer=name, selected="", highlight=None)
        self._state = picture(state, self._inspection, now, self._at)
        self._put()
        self.comparing.again()

    def _show_decrypting(self) -> None:
        if self._state.decrypting is not None:
            self._put(decrypting=self.decrypting.refreshed(self._state.decrypting))

    def _show_disclosed(self, disclosed: Disclosed | None) -> None:
        if self._inspection is None:
            return
        state, now = replace(self._state, disclosed=disclosed), self._context.services.clock.now()
        self._state = picture(state, self._inspection, now, self._at)
        self._put()

    def _show_introspecting(self) -> None:
        if self._state.introspection is not None:
            self._put(introspection=self.introspecting.state())

    def select_at(self, part: int, offset: int) -> None:
        """Select what a character of the token's text belongs to."""
        reading = self._state.reading
        if reading is not None and part < len(reading.segments):
            self.select(place_at(reading, part, offset))

    def reveal(self, shown: bool) -> None:
        """Show or hide the signature, or an opaque token."""
        if shown != self._state.reveal:
            self._put(reveal=shown)

    def fetch_keys(self) -> None:
        """Fetch the keys of the issuer that the person named; never of one a token names."""
        self._keys.fetch(self._state.keys)

    def _keys_changed(self, offer: KeysOffer, fetched: Fetched | None) -> None:
        if offer.issuer != self._state.form.issuer.strip():
            # Another issuer was named meanwhile: these keys are kept for when that one is again.
            self._judge()
            return
        if fetched is None:
            self._put(keys=offer)
            return
        self._source = self._source.with_issuer_keys(fetched.keys, fetched.metadata)
        self.introspecting.know(fetched.metadata)
        self._judge()

    def _compared(self, compared: Compared) -> None:
        self._put(compared=compared)

    def _open(self, source: Source) -> None:
        run = source.run
        self._judging.cancel()
        self.decrypting.cancel()
        self.introspecting.cancel()
        self._disclosing.restart()
        self.chaining.restart()
        self._source, self._touched, self._at, self._inspection = source, False, None, None
        # Keys that were supplied before there was a token are meant for this one.
        keys = self._state.form.keys if self._state.is_empty and source.text else ""
        if run is not None and run.context.metadata is not None:
            self.introspecting.know(run.context.metadata)
        self._state = InspectorState(
            form=replace(form_of(run.expectation) if run else self._prefilled(), keys=keys),
            runs=self._runs(),
            saved=self._saved.names(),
            origin=FORGED if source.forged else origin_of(run, self._context.bench.state.workspace),
        )
        self._judge()

    def _prefilled(self) -> JudgeForm:
        state = self._context.bench.state
        return form_for(state.provider, state.client, state.workspace.settings.leeway)

    def _runs(self) -> tuple[str, ...]:
        return tuple(label_of(token) for token in self._context.bench.state.tokens)

    def _judge(self) -> None:
        issuer = self._state.form.issuer.strip()
        self._use_kept_keys(issuer)
        offer = offer_for(issuer, known=self._source.has_keys_of(issuer))
        self._state = replace(self._state, keys=replace(offer, busy=self._keys.busy))
        if not self._source.text:
            self._put()
            return
        at = self._context.services.clock.now() if self._at is None else self._at
        limits = limits_of(self._context.bench.state.workspace.settings.reading)
        case, problem = case_of(self._state.form, self._source, self._engine, at, limits)
        self._state = replace(self._state, form_problem=problem)
        case = replace(case, decryption_keys=self.decrypting.keys)
        if not self._judging.is_quick(case):
            self._put(busy=True)
        self._judging.start(case)

    def _use_kept_keys(self, issuer: str) -> None:
        """Take the issuer's keys that were fetched before, while they are fresh."""
        if self._source.run is None and not self._source.has_keys_of(issuer):
            kept = self._keys.kept(issuer)
            if kept is not None:
                self._source = self._source.with_issuer_keys(kept.keys, kept.metadata)

    def _judged(self, case: Case, inspection: Inspection) -> None:
        if self._adapted(inspection.verdict.purpose):
            self._judge()
            return
        if self._source.text == self._source.paste:
            named = inspection.reading.named
            chosen = self._state.chosen or (named[0].name if named else "")
            self._state = replace(self._state, named=named, chosen=chosen)
        self._inspection, self._case = inspection, case
        self._mark_forged(inspection)
        now, before = self._context.services.clock.now(), self._state.reading
        self._state = picture(self._state, inspection, now, self._at)
        self._put(
            busy=False,
            decrypting=self.decrypting.state_of(inspection),
            introspection=self.introspecting.follow(inspection),
        )
        self._keys.miss(self._state.keys, inspection.signature)
        self._disclosing.follow(inspection, case)
        self.chaining.follow(inspection)
        if before is None or before.token != inspection.judged.token:
            self.comparing.again()

    def _mark_forged(self, inspection: Inspection) -> None:
        """Mark a token that was made here, however it was wrapped when it came back."""
        bench = self._context.bench.state
        texts = (inspection.reading.token, inspection.judged.token)
        if not self._source.forged and any(map(bench.is_forged, texts)):
            self._source = replace(self._source, forged=True)
            self._state = replace(self._state, origin=FORGED)

    def _adapted(self, purpose: Purpose) -> bool:
        """Fill the form anew for what the token turned out to be; tells whether that changed it."""
        if self._touched or self._source.run is not None:
            return False
        form = replace(for_purpose(self._prefilled(), purpose), keys=self._state.form.keys)
        keys = self._keys.own() if purpose is Purpose.CLIENT_ASSERTION else ()
        fresh = keys if not self._source.has("vault") else ()
        if form == self._state.form and not fresh:
            return False
        self._state = replace(self._state, form=form)
        self._source = replace(self._source, keys=(*self._source.keys, *fresh))
        return True

    def _broken(self, error: WorkbenchError) -> None:
        self._put(busy=False, form_problem=str(error))

    def _put(self, **changes: object) -> None:
        if changes:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # names and types are those of InspectorState, checked by this class's tests
        self._view.show_state(self._state)
