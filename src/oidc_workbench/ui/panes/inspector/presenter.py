"""The inspector's presenter: from what is pasted or sent to a state, in one direction."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.token_text import highlight_of, place_at
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.inspector.comparing import Compared, Comparing
from oidc_workbench.ui.panes.inspector.engine import Case, Engine, Fetched, RealEngine
from oidc_workbench.ui.panes.inspector.forging import Forging
from oidc_workbench.ui.panes.inspector.issuer_keys import IssuerKeys
from oidc_workbench.ui.panes.inspector.judge_form import (
    JudgeForm,
    for_purpose,
    form_for,
    form_of,
)
from oidc_workbench.ui.panes.inspector.judging import Judging, case_of, example
from oidc_workbench.ui.panes.inspector.keys_offer import offer_for
from oidc_workbench.ui.panes.inspector.picture import picture, with_times
from oidc_workbench.ui.panes.inspector.reports import (
    Judged,
    Notice,
    Reports,
    case_text,
    notice_of,
    reopened,
)
from oidc_workbench.ui.panes.inspector.saved import SavedExpectations
from oidc_workbench.ui.panes.inspector.source import (
    FORGED,
    Source,
    label_of,
    obtained,
    origin_of,
    pasted,
)
from oidc_workbench.ui.panes.inspector.state import InspectorState, KeysOffer

if TYPE_CHECKING:
    from oidc_workbench.report.case import Case as SavedCase


class InspectorView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: InspectorState) -> None:
        """Show a state."""
        ...


class InspectorPresenter:
    """Holds what was pasted and what it is judged by, and shows the judgement.

    Args:
        engine: the pure rooms; a test gives its own.
    """

    def __init__(
        self, context: PaneContext, view: InspectorView, engine: Engine | None = None
    ) -> None:
        self._context = context
        self._view = view
        self._engine = engine or RealEngine()
        self._judging = Judging(context.runner, self._engine, self._judged, self._broken)
        self._saved = SavedExpectations(context.bench)
        self._keys = IssuerKeys(context, self._engine, self._keys_changed)
        self._forged_texts: set[str] = set()
        self.forging = Forging(context, self._forged, self._not_forged)
        self.comparing = Comparing(context, lambda: self._state.reading, self._compared)
        self.reports = Reports(context, self.judged, self._tell, self._case_opened)
        self._source = Source()
        self._touched = False
        self._inspection: Inspection | None = None
        self._case: Case | None = None
        self._at: float | None = None
        self._state = InspectorState(
            form=self._prefilled(), runs=self._runs(), saved=self._saved.names()
        )
        self._stop = (context.bench.watch(self._bench_changed), context.ticks(self.tick))
        self._judging.warm_up()
        self._open(Source())
        self._take_sent()

    @property
    def state(self) -> InspectorState:
        """The current state."""
        return self._state

    def example(self) -> InspectorState:
        """What the judgement of an example looks like; for rehearsing."""
        return picture(InspectorState(), self._engine.judge(example(self._engine)), 0.0, None)

    def close(self) -> None:
        """Stop watching and working."""
        for stop in self._stop:
            stop()
        self._judging.cancel()
        self._keys.cancel()

    # What the person does

    def paste(self, text: str) -> None:
        """Judge what was pasted; a token of this session brings its run's knowledge with it."""
        if text.strip():
            tokens = self._context.bench.state.tokens
            known = next((token for token in tokens if token.text == text.strip()), None)
            forged = text.strip() in self._forged_texts
            source = replace(pasted(text), forged=forged)
            self._open(obtained(known) if known else source)

    def choose_run(self, index: int) -> None:
        """Judge a token that was obtained in this session."""
        tokens = self._context.bench.state.tokens
        if 0 <= index < len(tokens):
            self._open(obtained(tokens[index]))

    def choose_named(self, name: str) -> None:
        """Judge another of the tokens found in what was pasted."""
        found = [token for token in self._state.named if token.name == name]
        if found:
            self._source = replace(self._source, text=found[0].text)
            self._state = replace(self._state, chosen=name, selected="", highlight=None)
            self._judge()

    def clear(self) -> None:
        """Forget the token."""
        self._open(Source())

    def judge_as(self, form: JudgeForm) -> None:
        """Judge by another expectation."""
        if form == self._state.form:
            return
        if form.issuer.strip() != self._state.form.issuer.strip() and not self._source.run:
            self._source = self._source.without_issuer_keys()
        self._touched = True
        self._state = replace(self._state, form=form)
        self._judge()

    def judge_as_saved(self, name: str) -> None:
        """Judge by a saved expectation; keys and secret of the form stay."""
        form, now = self._saved.form(name), self._state.form
        if form is not None:
            self.judge_as(replace(form, keys=now.keys, secret=now.secret))

    def save_expectation(self, name: str) -> None:
        """Save the present expectation under a name."""
        problem = self._saved.save(name, self._state.form)
        if problem:
            self._tell(Notice(problem, "", "warning"))
        else:
            self._tell(Notice(f"Saved the expectation {name.strip()}."))

    def remove_expectation(self, name: str) -> None:
        """Forget a saved expectation."""
        self._saved.remove(name)

    def judge_at(self, at: float | None) -> None:
        """Judge at another moment; None follows the clock again."""
        self._at = at
        self._judge()

    def select(self, place: str) -> None:
        """Select a place of the token, wherever it was pointed at."""
        reading = self._state.reading
        highlight = highlight_of(reading, place) if reading and place else None
        self._put(selected=place, highlight=highlight)

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

    def judged(self) -> Judged | None:
        """What a report tells; None while there is nothing to tell."""
        if self._inspection is None or self._case is None:
            return None
        return Judged(
            self._inspection, self._case.keys, self._case.context, forged=self._source.forged
        )

    def go_to(self, pane: str) -> None:
        """Bring another pane to the front."""
        self._context.show_pane(pane)

    def tick(self) -> None:
        """Let the clock go on: a token may expire while it is looked at."""
        if self._inspection is None or self._at is not None or self._judging.busy:
            return
        if self._judging.is_quick(self._source.text):
            self._judge()
        else:
            now = self._context.services.clock.now()
            self._state = with_times(self._state, self._inspection, now, None)
            self._put()

    # What happens elsewhere

    def _bench_changed(self, before: BenchState, after: BenchState) -> None:
        kept = (before.workspace.expectations, after.workspace.expectations)
        if after.tokens != before.tokens or kept[0] != kept[1]:
            self._put(runs=self._runs(), saved=self._saved.names())
        self._take_sent()
        chosen = (after.provider, after.client, after.workspace.settings.leeway)
        if chosen != (before.provider, before.client, before.workspace.settings.leeway):
            self._profile_changed()

    def _take_sent(self) -> None:
        """Open a token that another pane sent, and take it, so that it can be sent again."""
        sent = self._context.bench.state.to_inspect
        if sent is not None:
            self._context.bench.change(to_inspect=None)
            self._open(obtained(sent))

    def _profile_changed(self) -> None:
        if self._touched or self._source.run is not None:
            return
        form = self._prefilled()
        if form.issuer != self._state.form.issuer:
            self._source = self._source.without_issuer_keys()
        self._state = replace(self._state, form=form)
        self._judge()

    def _keys_changed(self, offer: KeysOffer, fetched: Fetched | None) -> None:
        if fetched is None:
            self._put(keys=offer)
            return
        self._source = self._source.with_issuer_keys(fetched.keys, fetched.metadata)
        self._judge()

    def _compared(self, compared: Compared) -> None:
        self._put(compared=compared)

    def _forged(self, text: str) -> None:
        """Judge a token that was made here by the same expectation, with the same keys."""
        self._forged_texts.add(text)
        self._source = replace(self._source, paste=text, text=text, run=None, forged=True)
        self._touched = True
        self._state = replace(self._state, origin=FORGED, forge_problem="", selected="")
        self._judge()

    def _not_forged(self, error: WorkbenchError) -> None:
        self._put(forge_problem=str(error))

    def _tell(self, notice: Notice) -> None:
        self._put(notice=notice)

    def _case_opened(self, case: "SavedCase") -> None:
        self._open(Source())
        seen = case.inspection
        if seen is None:
            self._put(case_note=case.note, case_text=case_text(case))
            return
        self._source, self._touched, self._at = reopened(case, seen), True, seen.judged_at
        form, notice = form_of(case.expectation), notice_of(case)
        self._state = replace(self._state, form=form, notice=notice)
        self._judge()

    # How a state comes about

    def _open(self, source: Source) -> None:
        run = source.run
        self._judging.cancel()
        self._source, self._touched, self._at, self._inspection = source, False, None, None
        self._state = InspectorState(
            form=form_of(run.expectation) if run else self._prefilled(),
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
        offer = offer_for(issuer, known=self._source.has_keys_of(issuer))
        self._state = replace(self._state, keys=replace(offer, busy=self._keys.busy))
        if not self._source.text:
            self._put()
            return
        at = self._context.services.clock.now() if self._at is None else self._at
        try:
            case, problem = case_of(self._state.form, self._source, self._engine, at)
        except WorkbenchError as error:
            self._put(form_problem=str(error))
            return
        self._state = replace(self._state, form_problem=problem)
        if not self._judging.is_quick(case.text):
            self._put(busy=True)
        self._judging.start(case)

    def _judged(self, case: Case, inspection: Inspection) -> None:
        if self._adapted(inspection.verdict.purpose):
            self._judge()
            return
        if self._source.text == self._source.paste:
            named = inspection.reading.named
            chosen = self._state.chosen or (named[0].name if named else "")
            self._state = replace(self._state, named=named, chosen=chosen)
        self._inspection, self._case = inspection, case
        now, before = self._context.services.clock.now(), self._state.reading
        self._state = picture(self._state, inspection, now, self._at)
        self._put(busy=False)
        if before is None or before.token != inspection.reading.token:
            self.comparing.again()

    def _adapted(self, purpose: Purpose) -> bool:
        """Fill the form anew for what the token turned out to be; tells whether that changed it."""
        if self._touched or self._source.run is not None:
            return False
        form = for_purpose(self._prefilled(), purpose)
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
