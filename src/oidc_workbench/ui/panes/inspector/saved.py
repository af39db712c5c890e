"""Expectations under a name, kept with the workspace. No Qt."""

from dataclasses import replace

from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, expectation_of, form_of
from oidc_workbench.workspace.profile import SavedExpectation

MOST_NAME = 80


class SavedExpectations:
    """Lists, saves and removes expectations; the keeper of the workspace writes them."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def names(self) -> tuple[str, ...]:
        """Those of the selected client first, then of its provider, then all others."""
        return tuple(one.name for one in self._ordered())

    def form(self, name: str) -> JudgeForm | None:
        """The form of a saved expectation; None when there is none of that name."""
        one = next((one for one in self._ordered() if one.name == name), None)
        return None if one is None else _form(one)

    def save(self, name: str, form: JudgeForm) -> str:
        """Save a form under a name, in place of one so named; returns why not, or nothing."""
        called = " ".join(name.split())[:MOST_NAME]
        expectation, problem = expectation_of(form)
        if not called:
            return "Give the expectation a name first, such as the API it stands for."
        if problem:
            return problem
        state = self._bench.state
        made = _saved(called, expectation, state)
        kept = tuple(one for one in state.workspace.expectations if one.name != called)
        self._bench.change(workspace=replace(state.workspace, expectations=(*kept, made)))
        return ""

    def remove(self, name: str) -> None:
        """Forget an expectation."""
        workspace = self._bench.state.workspace
        kept = tuple(one for one in workspace.expectations if one.name != name)
        self._bench.change(workspace=replace(workspace, expectations=kept))

    def _ordered(self) -> list[SavedExpectation]:
        state = self._bench.state

        def strangeness(one: SavedExpectation) -> tuple[bool, bool, str]:
            return (
                one.client_key != state.client_key,
                one.provider_id != state.provider_id,
                one.name.casefold(),
            )

        return sorted(state.workspace.expectations, key=strangeness)


def _saved(name: str, wanted: Expectation, state: BenchState) -> SavedExpectation:
    return SavedExpectation(
        name=name,
        provider_id=state.provider_id,
        client_key=state.client_key,
        purpose=wanted.purpose.value if wanted.purpose else "",
        issuer=wanted.issuer,
        client_id=wanted.client_id,
        audiences=wanted.audiences,
        scopes=wanted.scopes,
        algorithms=wanted.algorithms,
        typ=wanted.typ,
        max_age=wanted.max_age,
        leeway=wanted.leeway,
        profile=wanted.profile,
        trusted_audiences=wanted.trusted_audiences,
        acr_values=wanted.acr_values,
    )


def _form(one: SavedExpectation) -> JudgeForm:
    known = {purpose.value: purpose for purpose in Purpose}
    return form_of(
        Expectation(
            purpose=known.get(one.purpose),
            issuer=one.issuer,
            client_id=one.client_id,
            audiences=one.audiences,
            scopes=one.scopes,
            algorithms=one.algorithms,
            typ=one.typ,
            max_age=one.max_age,
            leeway=one.leeway,
            profile=one.profile,
            trusted_audiences=one.trusted_audiences,
            acr_values=one.acr_values,
        )
    )
