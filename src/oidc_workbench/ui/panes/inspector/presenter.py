"""The inspector's presenter: from what is pasted or sent to a state, in one direction."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import ObtainedToken, TokenKind
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.inspector.desk import InspectorDesk, InspectorView
from oidc_workbench.ui.panes.inspector.engine import Engine, RealEngine
from oidc_workbench.ui.panes.inspector.forging import Forging
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, form_of
from oidc_workbench.ui.panes.inspector.picture import with_times
from oidc_workbench.ui.panes.inspector.reports import (
    Judged,
    Notice,
    Reports,
    case_text,
    notice_of,
    reopened,
)
from oidc_workbench.ui.panes.inspector.source import (
    FORGED,
    FORGED_NOTE,
    Source,
    obtained,
    pasted,
)
from oidc_workbench.ui.panes.inspector.supplying import Supplying

if TYPE_CHECKING:
    from oidc_workbench.report.case import Case as SavedCase


_KEYS_READY = Notice("The keys are ready.", "Paste the token that they are to verify.", "info")


class InspectorPresenter(InspectorDesk):
    """Does what the person asks for, and follows what happens elsewhere.

    Args:
        engine: the pure rooms; a test gives its own.
    """

    def __init__(
        self, context: PaneContext, view: InspectorView, engine: Engine | None = None
    ) -> None:
        super().__init__(context, view, engine or RealEngine())
        self.forging = Forging(context, self._forged, self._not_forged)
        self.supplying = Supplying(context, self._supplied, self.paste, self._not_supplied)
        self.reports = Reports(context, self.judged, self._tell, self._case_opened)
        self._stop = (context.bench.watch(self._bench_changed), context.ticks(self.tick))
        self._judging.warm_up()
        self._open(Source())
        self._take_sent()

    def close(self) -> None:
        """Stop watching and working."""
        for stop in self._stop:
            stop()
        self._judging.cancel()
        self._keys.cancel()
        self.decrypting.close()
        self.introspecting.close()
        self._disclosing.close()
        self.supplying.close()
        self.chaining.close()

    def paste(self, text: str) -> None:
        """Judge what was pasted; a token of this session brings its run's knowledge with it."""
        if text.strip():
            tokens = self._context.bench.state.tokens
            known = next((token for token in tokens if token.text == text.strip()), None)
            self._open(obtained(known) if known else pasted(text))

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
            # What was stated on how the token came was said of the one before.
            form = replace(self._state.form, from_token_endpoint=False)
            self._state = replace(self._state, chosen=name, selected="", highlight=None, form=form)
            self._judge()

    def clear(self) -> None:
        """Forget the token, and what it was decrypted with."""
        self.decrypting.close()
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
        if self._case is not None and self._judging.is_quick(self._case):
            self._judge()
        else:
            now = self._context.services.clock.now()
            self._state = with_times(self._state, self._inspection, now, None)
            self._put()

    def _bench_changed(self, before: BenchState, after: BenchState) -> None:
        kept = (before.workspace.expectations, after.workspace.expectations)
        if after.tokens != before.tokens or kept[0] != kept[1]:
            self._put(runs=self._runs(), saved=self._saved.names())
        self._take_sent()
        if (after.provider, after.client) != (before.provider, before.client):
            self.introspecting.profile_changed()
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

    def _forged(self, text: str) -> None:
        """Judge a token that was made here by the same expectation, with the same keys."""
        self._context.bench.forge(text)
        self._keep_forged(text)
        self._source = replace(self._source, paste=text, text=text, run=None, forged=True)
        self._touched = True
        form = replace(self._state.form, from_token_endpoint=False)
        self._state = replace(self._state, origin=FORGED, forge_problem="", selected="", form=form)
        self._judge()

    def _keep_forged(self, text: str) -> None:
        """List a made token with those of the session, for as what the one before was judged."""
        kinds: dict[Purpose, TokenKind] = {
            Purpose.ID_TOKEN: "id_token",
            Purpose.ACCESS_TOKEN: "access_token",
        }
        case, inspection = self._case, self._inspection
        kind = kinds.get(inspection.verdict.purpose) if inspection else None
        tokens = self._context.bench.state.tokens
        if case is None or kind is None or any(token.text == text for token in tokens):
            return
        bench, now = self._context.bench.state, self._context.services.clock.now()
        made = ObtainedToken(
            kind, text, case.expectation, self._source.context, self._source.keys,
            bench.provider_id, bench.client_key, now, forged=True,
        )  # fmt: skip
        self._context.bench.gain([made])

    def _supplied(self, text: str) -> None:
        notice = _KEYS_READY if self._state.is_empty else self._state.notice
        self._put(form_problem="", notice=notice)
        self.judge_as(replace(self._state.form, keys=text))

    def _not_supplied(self, error: WorkbenchError) -> None:
        if self._state.is_empty:
            self._tell(Notice(error.message, error.hint, "error"))
        else:
            self._put(form_problem=str(error))

    def _not_forged(self, error: WorkbenchError) -> None:
        self._put(forge_problem=str(error))

    def _tell(self, notice: Notice) -> None:
        self._put(notice=notice)

    def _case_opened(self, case: "SavedCase") -> None:
        self._open(Source())
        seen = case.inspection
        if seen is None:
            note = f"{case.note} {FORGED_NOTE}" if case.verdict.forged else case.note
            self._put(case_note=note, case_text=case_text(case))
            return
        self._source, self._touched, self._at = reopened(case, seen), True, seen.judged_at
        if self._source.forged:
            self._context.bench.forge(self._source.text)
            self._state = replace(self._state, origin=FORGED)
        form, notice = form_of(case.expectation), notice_of(case)
        self._state = replace(self._state, form=form, notice=notice)
        self._judge()
