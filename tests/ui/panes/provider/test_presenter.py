import asyncio
from dataclasses import replace

import pytest

from fakes.panes import FakePane
from fakes.runner import ImmediateRunner
from fakes.sender import json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.provider.client_draft import ClientDraft, draft_of
from oidc_workbench.ui.panes.provider.presenter import ProviderPresenter
from oidc_workbench.ui.panes.provider.state import ProviderDraft, ProviderState
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Client, Provider, Workspace

ISSUER = "https://as.example"
WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"
OTHER_PLACE = f"{ISSUER}/.well-known/oauth-authorization-server"
METADATA = {
    "issuer": ISSUER,
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "scopes_supported": ["openid", "email"],
    "acme_extension": {"x": 1},
}
JWKS = {"keys": [{"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig"}]}
OWN = Provider("own", "Own", ISSUER)
BATCH = Client("b", "own", "Batch", "batch", actor="service", auth_method="client_secret_basic",
               secret_ref="client:b")  # fmt: skip


class Screen:
    def __init__(self) -> None:
        self.states: list[ProviderState] = []

    def show_state(self, state: ProviderState) -> None:
        self.states.append(state)


class Bed:
    def __init__(self, *, holds: bool = False, workspace: Workspace | None = None) -> None:
        provider = workspace.providers[0].provider_id if workspace else ""
        client = workspace.clients[0].key if workspace and workspace.clients else ""
        self.around = FakePane(BenchState(workspace or Workspace(), provider, client))
        self.bench, self.vault = self.around.bench, self.around.world.vault
        http = self.around.world.http
        http.on("GET", WELL_KNOWN, json_response(METADATA))
        http.on("GET", f"{ISSUER}/jwks", json_response(JWKS))
        context = self.around.context
        if not holds:
            context = context._replace(runner=ImmediateRunner())
        self.screen = Screen()
        self.presenter = ProviderPresenter(context, self.screen)

    @property
    def state(self) -> ProviderState:
        return self.presenter.state

    @property
    def clients(self) -> list[str]:
        return [client.key for client in self.bench.state.workspace.clients]


def filled() -> Bed:
    return Bed(workspace=Workspace(providers=(OWN,), clients=(BATCH,)))


def test_a_discovered_provider_is_kept_selected_and_described() -> None:
    bed = Bed()
    bed.presenter.add_provider()
    bed.presenter.discover(ProviderDraft(issuer=f" {ISSUER} "))
    assert [p.issuer for p in bed.bench.state.workspace.providers] == [ISSUER]
    assert bed.bench.state.provider is not None
    assert bed.bench.state.provider.name == "as.example"
    assert bed.state.mode == "details"
    described = bed.state.description
    assert described is not None
    titles = [group.title for group in described.groups]
    assert titles == ["Identity", "Endpoints", "Signing in", "Further members"]
    assert [key.kid for key in described.keys] == ["k1"]
    assert described.keys[0].problem, "a key without coordinates says so"


def test_progress_is_shown_and_cancelling_leaves_the_form_open() -> None:
    bed = Bed(holds=True)
    bed.presenter.add_provider()
    bed.presenter.discover(ProviderDraft(issuer=ISSUER))
    assert ISSUER in bed.state.busy
    bed.presenter.cancel()
    assert bed.around.runner.runs[0].is_cancelled
    assert (bed.state.busy, bed.state.mode) == ("", "provider-form")


def test_a_provider_that_can_t_be_read_may_be_kept_anyway() -> None:
    bed = Bed()
    refusal = WorkbenchError("issuer-unreachable", "No answer.", "Start it.")
    bed.around.world.http.on("GET", WELL_KNOWN, refusal)
    bed.presenter.add_provider()
    bed.presenter.discover(ProviderDraft(issuer=ISSUER))
    assert bed.state.error is refusal
    assert bed.state.can_keep
    assert bed.bench.state.workspace.providers == ()
    bed.presenter.keep_unread()
    assert bed.bench.state.provider is not None
    assert bed.state.description is None


def test_what_is_no_issuer_is_not_kept() -> None:
    bed = Bed()
    bed.presenter.discover(ProviderDraft(issuer="not a url"))
    assert bed.state.error is not None
    assert bed.state.error.code == "issuer-invalid"
    assert not bed.state.can_keep


def test_editing_keeps_the_provider_s_identity() -> None:
    bed = filled()
    bed.presenter.edit_provider()
    bed.presenter.discover(replace(bed.state.provider_draft, name="Renamed"))
    workspace = bed.bench.state.workspace
    assert [(p.provider_id, p.name) for p in workspace.providers] == [("own", "Renamed")]
    assert workspace.clients == (BATCH,)


def test_a_client_s_secret_goes_to_the_vault_and_nowhere_else() -> None:
    bed = filled()
    bed.presenter.add_client()
    draft = ClientDraft(client_id="app", auth_method="client_secret_post")
    bed.presenter.save_client(draft, Secret("hush-hush"))
    client = bed.bench.state.client
    assert client is not None
    assert bed.vault.kept_secrets[client.secret_ref] == Secret("hush-hush")
    assert "hush-hush" not in repr(bed.bench.state) + repr(bed.screen.states)
    assert bed.state.mode == "details"


def test_changing_the_method_takes_the_secret_out_of_the_vault() -> None:
    bed = filled()
    bed.vault.kept_secrets["client:b"] = Secret("old")
    bed.presenter.edit_client()
    draft = replace(bed.state.client_draft, actor="user", auth_method="none")
    bed.presenter.save_client(draft, None)
    assert bed.vault.kept_secrets == {}
    assert bed.bench.state.client is not None
    assert bed.bench.state.client.secret_ref == ""


def test_a_stored_secret_need_not_be_typed_again() -> None:
    bed = filled()
    bed.vault.kept_secrets["client:b"] = Secret("old")
    bed.presenter.edit_client()
    bed.presenter.save_client(replace(bed.state.client_draft, name="New name"), None)
    assert bed.state.problems == ()
    assert bed.vault.kept_secrets["client:b"] == Secret("old")
    assert bed.bench.state.client is not None
    assert bed.bench.state.client.name == "New name"


def test_a_locked_vault_keeps_the_client_as_it_was_and_the_form_open() -> None:
    bed = filled()
    bed.vault.state = VaultState.LOCKED
    bed.presenter.edit_client()
    bed.presenter.save_client(replace(bed.state.client_draft, name="New"), Secret("x"))
    assert bed.state.error is not None
    assert bed.state.mode == "client-form"
    assert bed.bench.state.client == BATCH


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ClientDraft(), "client_id"),
        (ClientDraft(client_id="ümlaut"), "client_id"),
        (ClientDraft(client_id="a", actor="service"), "auth_method"),
        (ClientDraft(client_id="a", auth_method="private_key_jwt"), "key_id"),
        (ClientDraft(client_id="a", auth_method="client_secret_basic"), "secret"),
        (ClientDraft(client_id="a", redirect_uri="https://app.example/cb"), "redirect_uri"),
        (ClientDraft(client_id="a", redirect_uri="http://127.0.0.1/cb"), "redirect_uri"),
        (ClientDraft(client_id="a", redirect_uri="http://[::1"), "redirect_uri"),
        (ClientDraft(client_id="a", scopes='open"id'), "scopes"),
        (ClientDraft(client_id="a", resource="no-scheme"), "resource"),
        (ClientDraft(client_id="a", resource="https://api.example/#x"), "resource"),
    ],
)
def test_a_form_that_can_t_work_is_said_at_its_field(draft: ClientDraft, field: str) -> None:
    bed = filled()
    bed.presenter.add_client()
    bed.presenter.save_client(draft, None)
    assert [name for name, _problem in bed.state.problems] == [field]
    assert bed.bench.state.workspace.clients == (BATCH,)


def test_deleting_a_client_asks_first_and_empties_its_place_in_the_vault() -> None:
    bed = filled()
    bed.vault.kept_secrets["client:b"] = Secret("old")
    bed.presenter.delete()
    assert bed.clients == ["b"]
    bed.presenter.ask("client")
    bed.presenter.delete()
    assert bed.clients == []
    assert bed.vault.kept_secrets == {}
    assert bed.bench.state.provider == OWN


GONE = (
    "“Batch” had been replaced already: the new one is used from now on. "
    "Enter the former one again if it is still needed."
)


def with_its_secret(*, holds: bool) -> Bed:
    """A client whose secret the vault has."""
    bed = Bed(holds=holds, workspace=Workspace(providers=(OWN,), clients=(BATCH,)))
    bed.vault.kept_secrets["client:b"] = Secret("former")
    bed.vault.secret_records["client:b"] = SecretRecord("client:b", label="Batch")
    return bed


def last_said(bed: Bed) -> str:
    """What is both in the log and in the status line."""
    last = bed.bench.state.events[-1]
    assert (last.kind, last.text) == ("vault not tidied", bed.bench.state.notice)
    return last.text


def test_a_client_cancelled_when_its_secret_was_kept_leaves_none() -> None:
    bed = with_its_secret(holds=True)
    draft = replace(draft_of(BATCH), key="", name="Another", client_id="another")
    bed.presenter.save_client(draft, Secret("typed"))
    runner = bed.around.runner
    asyncio.run(runner.runs[-1].work())
    assert Secret("typed") in bed.vault.kept_secrets.values()
    bed.presenter.leave_form()
    asyncio.run(runner.runs[-1].work())
    assert bed.vault.kept_secrets == {"client:b": Secret("former")}
    assert bed.clients == ["b"]
    assert bed.bench.state.notice == ""


def test_a_secret_replaced_for_a_cancelled_client_is_told_beside_other_work() -> None:
    bed = with_its_secret(holds=True)
    bed.presenter.save_client(draft_of(BATCH), Secret("typed"))
    runner = bed.around.runner
    asyncio.run(runner.runs[-1].work())
    bed.presenter.leave_form()
    late = runner.runs[-1]
    bed.presenter.add_provider()
    bed.presenter.discover(ProviderDraft(issuer="https://other.example"))
    reading = runner.runs[-1]
    before = bed.state
    asyncio.run(late.work())
    assert last_said(bed) == GONE
    assert bed.state == before, "the reading goes on as it was"
    assert before.busy
    bed.presenter.cancel()
    assert reading.is_cancelled


def test_why_a_secret_was_not_replaced_is_told_as_the_vault_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = WorkbenchError("vault-refused", "The keyring refused the call.", "Try again.")

    async def refuse(*_any: object) -> None:
        raise refusal

    bed = with_its_secret(holds=False)
    del bed.vault.kept_secrets["client:b"]
    monkeypatch.setattr(bed.vault, "put_secret", refuse)
    bed.presenter.save_client(draft_of(BATCH), Secret("typed"))
    assert bed.state.error is refusal
    assert bed.bench.state.notice == ""


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_secret_goes_only_with_the_change_that_makes_it_useless(is_cancelled: bool) -> None:
    bed = with_its_secret(holds=True)
    bed.presenter.save_client(replace(draft_of(BATCH), actor="user", auth_method="none"), None)
    runner = bed.around.runner
    saving = runner.runs[-1]
    asyncio.run(saving.work())
    if is_cancelled:
        bed.presenter.leave_form()
    else:
        saving.finish(None)
        bed.presenter.leave_form()  # which does not stop the tidying up
        assert not runner.runs[-1].is_cancelled
    asyncio.run(runner.runs[-1].work())
    (client,) = bed.bench.state.workspace.clients
    assert (client.secret_ref, set(bed.vault.kept_secrets)) == (
        ("client:b", {"client:b"}) if is_cancelled else ("", set())
    )


def test_a_secret_that_does_not_go_is_told_and_the_client_is_changed_all_the_same() -> None:
    bed = with_its_secret(holds=False)
    bed.vault.state = VaultState.LOCKED
    bed.presenter.save_client(replace(draft_of(BATCH), actor="user", auth_method="none"), None)
    assert last_said(bed) == (
        "The secret that Batch no longer uses is still in the vault: The keyring is locked. "
        "Unlock it."
    )
    assert (bed.state.mode, bed.state.error) == ("details", None)
    assert bed.bench.state.client is not None
    assert bed.bench.state.client.auth_method == "none"


def test_deleting_a_provider_takes_its_clients_along() -> None:
    other = Provider("other", "Other", "https://other.example")
    bed = Bed(workspace=Workspace(providers=(OWN, other), clients=(BATCH,)))
    bed.presenter.ask("provider")
    bed.presenter.delete()
    assert bed.bench.state.workspace.providers == (other,)
    assert bed.bench.state.workspace.clients == ()
    assert bed.bench.state.provider == other


def test_the_last_provider_deleted_leaves_nothing_selected() -> None:
    bed = filled()
    bed.presenter.ask("provider")
    bed.presenter.delete()
    assert bed.bench.state.provider_id == ""


def test_only_the_practice_provider_is_read_unasked() -> None:
    assert filled().around.world.http.sent == []
    practice = Bed(workspace=Workspace(providers=(replace(OWN, practice=True),)))
    assert [r.url for r in practice.around.world.http.sent] == [WELL_KNOWN, f"{ISSUER}/jwks"]


def test_a_practice_provider_that_can_t_be_read_is_tried_once() -> None:
    bed = Bed(workspace=Workspace(providers=(replace(OWN, practice=True),)))
    sent = len(bed.around.world.http.sent)
    bed.bench.change(notice="anything")
    bed.presenter.cancel()
    assert len(bed.around.world.http.sent) == sent


def test_the_practice_provider_is_started_and_chosen() -> None:
    bed = Bed(holds=True)
    bed.presenter.use_practice()
    assert bed.state.busy == "Starting the practice provider"
    assert len(bed.around.runner.runs) == 1
