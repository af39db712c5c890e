"""Two copies of the program change one workspace; nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.workspace.merge import merge
from oidc_workbench.workspace.profile import (
    Client,
    Provider,
    ReadingLimits,
    SavedExpectation,
    Settings,
    Workspace,
)

WORK = Provider("p1", "Work", "https://work.example")
HOME = Provider("p2", "Home", "https://home.example")
APP = Client("c1", "p1", "App", "app")
API = SavedExpectation("The API", provider_id="p1")
BASE = Workspace(providers=(WORK,), clients=(APP,), expectations=(API,))


def test_what_each_added_is_there() -> None:
    ours = replace(BASE, providers=(WORK, HOME))
    theirs = replace(BASE, clients=(APP, Client("c2", "p1", "Job", "job")))
    merged = merge(BASE, ours, theirs)
    assert merged.workspace.providers == (WORK, HOME)
    assert [c.key for c in merged.workspace.clients] == ["c1", "c2"]
    assert merged.clashes == ()


def test_what_one_removed_is_gone() -> None:
    theirs = replace(BASE, expectations=())
    assert merge(BASE, replace(BASE, providers=(WORK, HOME)), theirs).workspace.expectations == ()
    assert merge(BASE, theirs, BASE).workspace.expectations == ()


def test_different_fields_of_one_item_are_joined() -> None:
    ours = replace(BASE, clients=(replace(APP, name="Renamed"),))
    theirs = replace(BASE, clients=(replace(APP, key_id="k1", scopes=("openid", "email")),))
    merged = merge(BASE, ours, theirs)
    assert merged.workspace.clients == (
        replace(APP, name="Renamed", key_id="k1", scopes=("openid", "email")),
    )
    assert merged.clashes == ()


def test_the_same_field_is_ours_and_that_is_said() -> None:
    ours = replace(
        BASE, providers=(replace(WORK, issuer="https://o"),), settings=Settings(theme="dark")
    )
    theirs = replace(
        BASE, providers=(replace(WORK, issuer="https://t"),), settings=Settings(theme="light")
    )
    merged = merge(BASE, ours, theirs)
    assert merged.workspace.providers == ours.providers
    assert merged.workspace.settings.theme == "dark"
    assert merged.clashes == ("issuer of “Work”", "theme")


def test_the_same_change_of_both_is_no_clash() -> None:
    both = replace(BASE, settings=Settings(theme="dark"), providers=(WORK, HOME))
    assert merge(BASE, both, both).clashes == ()
    assert merge(BASE, both, both).workspace == both


def test_settings_of_both_are_joined() -> None:
    ours = replace(BASE, settings=Settings(theme="dark"))
    theirs = replace(BASE, settings=Settings(leeway=5))
    assert merge(BASE, ours, theirs).workspace.settings == Settings(theme="dark", leeway=5)


def test_limits_on_reading_of_both_are_joined() -> None:
    ours = replace(BASE, settings=Settings(reading=ReadingLimits(max_token=128)))
    theirs = replace(BASE, settings=Settings(reading=ReadingLimits(max_keys=9)))
    merged = merge(BASE, ours, theirs)
    assert merged.workspace.settings.reading == ReadingLimits(max_token=128, max_keys=9)
    assert merged.clashes == ()
    again = replace(BASE, settings=Settings(reading=ReadingLimits(max_token=256)))
    assert merge(BASE, ours, again).clashes == ("max token",)


def test_an_item_that_one_removed_and_the_other_changed_follows_ours() -> None:
    changed = replace(BASE, expectations=(replace(API, leeway=5),))
    removed = replace(BASE, expectations=())
    kept, gone = merge(BASE, changed, removed), merge(BASE, removed, changed)
    assert kept.workspace.expectations == changed.expectations
    assert gone.workspace.expectations == ()
    assert len(kept.clashes) == len(gone.clashes) == 1
    assert "“The API”" in kept.clashes[0]


def test_a_client_added_to_a_removed_provider_keeps_it() -> None:
    job = Client("c2", "p1", "Job", "job")
    removed = replace(BASE, providers=(), clients=())
    added = replace(BASE, clients=(APP, job))
    for ours, theirs in ((removed, added), (added, removed)):
        merged = merge(BASE, ours, theirs)
        assert merged.workspace.providers == (WORK,)
        assert merged.workspace.clients == (job,)
        assert "“Work”" in merged.clashes[0]


def test_the_selection_is_ours() -> None:
    ours = replace(BASE, selected_provider="p1")
    theirs = replace(BASE, selected_provider="p2", providers=(WORK, HOME))
    assert merge(BASE, ours, theirs).workspace.selected_provider == "p1"


def workspaces() -> st.SearchStrategy[Workspace]:
    ids, names = st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"])
    providers = st.lists(
        st.builds(Provider, ids, names, names), unique_by=lambda p: p.provider_id, max_size=3
    )
    clients = st.lists(
        st.builds(Client, ids, ids, names, names), unique_by=lambda c: c.key, max_size=3
    )
    return st.builds(
        lambda p, c, theme: Workspace(
            providers=tuple(p), clients=tuple(c), settings=Settings(theme=theme)
        ),
        providers,
        clients,
        st.sampled_from(["system", "dark"]),
    )


def _whole(workspace: Workspace) -> Workspace:
    """Without clients of providers that are not there, as the program never has any."""
    known = {p.provider_id for p in workspace.providers}
    return replace(workspace, clients=tuple(c for c in workspace.clients if c.provider_id in known))


@given(workspaces(), workspaces())
def test_a_copy_that_changed_nothing_takes_the_others(base: Workspace, changed: Workspace) -> None:
    base, changed = _whole(base), _whole(changed)
    merged = merge(base, base, changed)
    assert set(merged.workspace.providers) == set(changed.providers)
    assert set(merged.workspace.clients) == set(changed.clients)
    assert merged.workspace.settings == changed.settings
    assert merged.clashes == ()
    assert merge(base, changed, base).workspace == changed


@given(workspaces(), workspaces(), workspaces())
def test_whatever_changes_each_id_stays_one_and_clients_keep_their_providers(
    base: Workspace, ours: Workspace, theirs: Workspace
) -> None:
    merged = merge(_whole(base), _whole(ours), _whole(theirs)).workspace
    providers = [p.provider_id for p in merged.providers]
    assert len(set(providers)) == len(providers)
    assert {c.provider_id for c in merged.clients} <= set(providers)
