import json
from dataclasses import replace

import pytest

from fakes.authorization_server import ISSUER, FakeAuthorizationServer
from fakes.sender import json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest, HttpResponse
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.flow_run import Phase
from oidc_workbench.ui.panes.keys.enrolling import EnrolDraft
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.workspace.key_record import SecretRecord
from ui.panes.keys.bed import SERVICE, Bed

ENDPOINT = f"{ISSUER}/register"
TOKEN = Secret("initial-token")


class Server:
    """Registers whoever asks."""

    def __init__(self, bed: Bed) -> None:
        self.asked: list[HttpRequest] = []
        world = bed.around.world
        self.whole = FakeAuthorizationServer(world)
        self.whole.metadata["registration_endpoint"] = ENDPOINT
        world.http.on("POST", ENDPOINT, self.register)

    def register(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        sent = json.loads(request.body or b"{}")
        answer = {
            **sent, "client_id": "new-client", "registration_client_uri": f"{ENDPOINT}/new-client",
            "registration_access_token": "manage-me",
        }  # fmt: skip
        return json_response(answer, 201)


def register(bed: Bed, draft: EnrolDraft, token: Secret | None) -> None:
    """Prepare, and send as soon as what would be sent is shown."""
    enrolling = bed.presenter.enrolling
    bed.screen.shown = lambda state: enrolling.send() if state.enrolling.ready else None
    enrolling.prepare(draft, token)


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.keep("one", kid="k1", alg="ES256")
    bed.know(replace(SERVICE, key_id="one"))
    return bed


def test_the_client_is_registered_with_the_public_key_and_kept(bed: Bed) -> None:
    server = Server(bed)
    register(bed, EnrolDraft("Fresh", scopes="orders:read"), None)
    assert bed.state.enrolling.run.phase is Phase.DONE
    (request,) = server.asked
    sent = json.loads(request.body or b"")
    assert [key["kid"] for key in sent["jwks"]["keys"]] == ["k1"]
    assert "d" not in sent["jwks"]["keys"][0]
    client = next(c for c in bed.bench.state.workspace.clients if c.client_id == "new-client")
    assert (client.name, client.key_id, client.provider_id) == ("Fresh", "one", "p")
    assert client.registration_uri == f"{ENDPOINT}/new-client"
    assert bed.vault.kept_secrets[client.registration_token_ref] == Secret("manage-me")


def test_a_typed_token_goes_to_the_vault_and_with_the_request(bed: Bed) -> None:
    server = Server(bed)
    register(bed, EnrolDraft("Fresh"), TOKEN)
    headers = dict(server.asked[0].headers)
    assert headers["Authorization"] == f"Bearer {TOKEN.reveal()}"
    kinds = {secret.kind for secret in bed.bench.state.secrets}
    assert "initial-access-token" in kinds
    assert [words for _ref, words in bed.state.enrolling.tokens] == ["for Staging"]
    assert TOKEN.reveal() not in repr(bed.screen.states)


def test_a_refused_token_is_not_kept(bed: Bed) -> None:
    Server(bed)
    refusal = json_response({"error": "invalid_token"}, 401)
    bed.around.world.http.on("POST", ENDPOINT, lambda _request: refusal)
    register(bed, EnrolDraft("Fresh"), TOKEN)
    assert bed.state.enrolling.run.phase is Phase.FAILED
    assert bed.vault.kept_secrets == {}
    assert bed.state.enrolling.tokens == ()


def test_a_token_is_not_kept_before_it_was_sent(bed: Bed) -> None:
    server = Server(bed)
    seen: list[dict[str, Secret]] = []

    def look(state: KeysState) -> None:
        if state.enrolling.ready and not seen:
            seen.append(dict(bed.vault.kept_secrets))
            bed.presenter.enrolling.send()

    bed.screen.shown = look
    bed.presenter.enrolling.prepare(EnrolDraft("Fresh"), TOKEN)
    assert len(server.asked) == 1
    assert seen == [{}]


def test_an_accepted_token_that_the_vault_refuses_leaves_the_client_registered(bed: Bed) -> None:
    Server(bed)
    put = bed.vault.put_secret

    async def refuse(ref: str, secret: Secret, record: SecretRecord | None = None) -> None:
        if ref.startswith("initial:"):
            raise WorkbenchError("vault-full", "The keyring took no more.", "")
        await put(ref, secret, record)

    bed.vault.put_secret = refuse  # type: ignore[method-assign]  # only this entry is refused
    register(bed, EnrolDraft("Fresh"), TOKEN)
    last = bed.state.enrolling.run.steps[-1]
    assert last.state is StepState.WARNING
    assert "The keyring took no more." in last.message
    assert len(bed.bench.state.workspace.clients) == 2


def test_a_server_that_offers_no_registration_is_sent_nothing(bed: Bed) -> None:
    server = Server(bed)
    del server.whole.metadata["registration_endpoint"]
    register(bed, EnrolDraft("Fresh"), None)
    assert server.asked == []
    assert bed.state.enrolling.run.phase is Phase.FAILED
    assert bed.state.enrolling.run.steps[-1].message
    assert len(bed.bench.state.workspace.clients) == 1


WAITING = Step("prepare", "Prepare the registration", "why", StepState.WAITING)


@pytest.fixture
def prepared() -> Bed:
    """A registration that waits to be sent."""
    bed = Bed(holds=True)
    for key_id in ("one", "two"):
        bed.keep(key_id, kid=key_id)
    bed.know(SERVICE)
    bed.presenter.select("one")
    bed.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    bed.around.runner.streams[-1].give(WAITING)
    return bed


def test_what_would_be_sent_is_shown_before_it_is_sent(bed: Bed) -> None:
    server = Server(bed)
    seen: list[str] = []

    def look(state: KeysState) -> None:
        if state.enrolling.ready and not seen:
            assert server.asked == []
            seen.extend(dict(state.enrolling.run.steps[-1].facts)["client metadata"].split())
            bed.presenter.enrolling.send()

    bed.screen.shown = look
    bed.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    assert '"Fresh",' in seen
    assert len(server.asked) == 1


def test_what_is_sent_waits_no_longer(prepared: Bed) -> None:
    before = prepared.state.enrolling
    prepared.presenter.enrolling.send()
    after = prepared.state.enrolling
    assert (before.ready, after.ready) == (True, False)
    assert after.run.busy


def test_a_prepared_registration_can_be_given_up(prepared: Bed) -> None:
    prepared.presenter.enrolling.cancel()
    assert prepared.around.runner.streams[-1].is_cancelled
    assert not prepared.state.enrolling.ready
    assert prepared.state.enrolling.run.phase is Phase.CANCELLED


def test_another_key_gives_up_what_was_prepared_for_the_first(prepared: Bed) -> None:
    prepared.presenter.select("two")
    assert prepared.around.runner.streams[-1].is_cancelled
    assert not prepared.state.enrolling.ready


def test_another_provider_gives_up_what_was_prepared_for_the_first(prepared: Bed) -> None:
    prepared.bench.select("q")
    assert prepared.around.runner.streams[-1].is_cancelled
    assert not prepared.state.enrolling.ready


def test_a_key_that_a_client_uses_already_is_told_before_it_is_sent(bed: Bed) -> None:
    Server(bed)
    register(bed, EnrolDraft("Fresh"), None)
    prepared = next(one for one in bed.state.enrolling.run.steps if one.id.endswith("prepare"))
    assert SERVICE.name in prepared.message
