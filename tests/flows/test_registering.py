"""Registering a client and managing its registration: what is kept, and what is taken back."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from fakes.registrar import ISSUER, PROVIDER, REGISTRATION, Registrar, Scissors
from fakes.sender import json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest, HttpResponse
from oidc_workbench.flows.manage_registration import ManageRegistrationPlan, manage_registration
from oidc_workbench.flows.register_client import RegisterClientPlan, register_client
from oidc_workbench.flows.registration_access import can_manage
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import AuthMethod

pytestmark = pytest.mark.anyio
_DONE = {StepState.DONE}


async def _run(flow: Steps) -> list[Step]:
    async with aclosing(flow) as steps:
        return list({step.id: step async for step in steps}.values())


async def _register(job: Registrar, **plan: Any) -> list[Step]:
    asked = RegisterClientPlan(PROVIDER, job.client, job.keep, **plan)
    return await _run(register_client(asked, job.ports))


async def _manage(job: Registrar, action: Any, **plan: Any) -> list[Step]:
    asked = ManageRegistrationPlan(PROVIDER, job.client, job.keep, action, **plan)
    return await _run(manage_registration(asked, job.ports))


def _newcomers(job: Registrar) -> list[str]:
    return [name for name in job.core.authority.clients if name.startswith("client-")]


def _changes(job: Registrar, method: str, **changes: object) -> None:
    """Have the provider answer a method with other members."""

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        if request.method != method or not request.url.startswith(REGISTRATION):
            return given
        members = json.loads(given.body) | changes
        kept = {name: value for name, value in members.items() if value is not None}
        return json_response(kept, given.status)

    job.answer = answer


async def test_a_key_that_other_clients_use_is_not_called_this_client_s_alone() -> None:
    steps = await _register(Registrar(), sharers=("Nightly", "Billing"))
    prepared = next(step for step in steps if step.id == "prepare")
    (check,) = (one for one in prepared.checks if one.label == "The key is this client's alone")
    assert not check.passed
    assert check.detail.startswith("Nightly, Billing use it, too")
    assert prepared.state is StepState.WARNING


async def test_what_is_kept_of_a_registered_client() -> None:
    job = Registrar()
    steps = await _register(job)
    assert [step.id for step in steps] == ["discover", "prepare", "register"]
    assert {step.state for step in steps} == _DONE
    (client_id,) = _newcomers(job)
    kept = job.client
    assert (kept.client_id, kept.signing_alg, kept.secret_ref) == (client_id, "ES256", "")
    assert kept.registration_uri == f"{REGISTRATION}/{client_id}"
    assert kept.registration_token_ref == "registration:job"
    assert can_manage(kept)
    record = job.world.vault.secret_records["registration:job"]
    assert (record.kind, record.provider_id, record.client_key) == (
        "registration-access-token", "p", "job",
    )  # fmt: skip
    key = job.world.vault.key_records["old"]
    assert (key.provider_id, key.client_key) == ("p", "job")


async def test_the_request_is_shown_judged_and_sent_only_after_the_gate() -> None:
    job = Registrar()
    opened = asyncio.Event()

    async def gate() -> None:
        await opened.wait()

    plan = RegisterClientPlan(PROVIDER, job.client, job.keep, gate=gate)
    async with aclosing(register_client(plan, job.ports)) as steps:
        async for step in steps:
            if step.state is StepState.WAITING:
                break
        metadata = json.loads(dict(step.facts)["client metadata"])
        assert metadata["token_endpoint_auth_method"] == "private_key_jwt"
        assert [key["kid"] for key in metadata["jwks"]["keys"]] == [job.kid("old")]
        assert "d" not in metadata["jwks"]["keys"][0]
        assert [name for name, _ in step.documents] == ["registration request"]
        assert _newcomers(job) == []
    # Leaving at the gate leaves nothing.
    assert _newcomers(job) == []
    assert job.kept == []


async def test_nothing_secret_is_in_the_steps() -> None:
    job = Registrar()
    job.client = replace(job.client, auth_method="client_secret_basic", key_id="")
    steps = await _register(job)
    secrets = [secret.reveal() for secret in job.world.vault.kept_secrets.values()]
    assert len(secrets) == 2
    shown = repr([(s.facts, s.checks, s.message, s.hint, s) for s in steps])
    assert not [secret for secret in secrets if secret in shown]


async def test_a_key_of_another_client_is_said_to_be_shared_and_stays_the_other_s() -> None:
    job = Registrar()
    await job.world.vault.change("old", client_key="another", provider_id="q")
    steps = await _register(job)
    assert (steps[1].id, steps[1].state) == ("prepare", StepState.WARNING)
    assert "Another client uses it" in steps[1].message
    assert job.world.vault.key_records["old"].client_key == "another"


async def test_a_client_without_a_key_is_not_registered_for_one() -> None:
    job = Registrar()
    job.client = replace(job.client, key_id="nowhere")
    steps = await _register(job)
    assert "has no key here" in steps[-1].message
    job.client = replace(job.client, key_id="old", signing_alg="RS256")
    steps = await _register(job)
    assert "is set to sign with RS256" in steps[-1].message
    assert _newcomers(job) == []


async def test_a_person_s_client_is_registered_as_a_native_one() -> None:
    job = Registrar()
    job.client = replace(
        job.client, actor="user", scopes=("openid",), redirect_uri="http://127.0.0.1:0/callback"
    )
    steps = await _register(job)
    assert {step.state for step in steps} == _DONE
    sent = json.loads(dict(steps[1].facts)["client metadata"])
    assert sent["redirect_uris"] == ["http://127.0.0.1/callback"]
    assert (sent["application_type"], sent["response_types"]) == ("native", ["code"])


async def test_what_the_vault_does_not_keep_is_deleted_at_the_provider_again() -> None:
    job = Registrar()
    job.client = replace(job.client, auth_method="client_secret_basic", key_id="")
    job.world.vault.state = VaultState.LOCKED
    steps = await _register(job)
    last = steps[-1]
    assert last.state is StepState.FAILED
    assert "could not be kept: The keyring is locked." in last.message
    assert _newcomers(job) == []
    checks = {check.label: check for check in last.checks}
    assert checks["What was registered is deleted again"].passed
    # That the vault stays locked for tidying up, too, is said.
    assert checks["The vault has none of its secrets"].detail == "The keyring is locked."
    assert job.kept == []


async def test_what_the_provider_does_not_delete_stays_within_reach() -> None:
    job = Registrar()

    async def keep(_client: object) -> None:
        await asyncio.sleep(0)
        raise WorkbenchError("settings-not-written", "The disk is full.", "Make room.")

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        refused = json_response({"error": "invalid_token"}, 403)
        return refused if request.method == "DELETE" else given

    job.answer = answer
    steps = await _run(register_client(RegisterClientPlan(PROVIDER, job.client, keep), job.ports))
    checks = {check.label: check for check in steps[-1].checks}
    assert not checks["What was registered is deleted again"].passed
    assert "registration:job" in job.world.vault.kept_secrets


async def test_an_initial_token_that_can_not_be_taken_out_again_is_said() -> None:
    job = Registrar()

    async def keep(_client: object) -> None:
        await asyncio.sleep(0)
        job.world.vault.state = VaultState.LOCKED
        raise WorkbenchError("settings-not-written", "The disk is full.", "Make room.")

    token = Secret("typed-just-now")
    plan = RegisterClientPlan(PROVIDER, job.client, keep, "initial:1", initial_token=token)
    steps = await _run(register_client(plan, job.ports))
    checks = {check.label: check for check in steps[-1].checks}
    kept = checks["The initial access token is kept"]
    assert (kept.passed, kept.detail) == (
        False, "It may be left in the vault: The keyring is locked.",
    )  # fmt: skip


async def _refused_to_keep(job: Registrar) -> Step:
    """Register with a token that was just entered, while the workspace can't be saved."""

    async def keep(_client: object) -> None:
        await asyncio.sleep(0)
        raise WorkbenchError("settings-not-written", "The disk is full.", "Make room.")

    token = Secret("typed-just-now")
    plan = RegisterClientPlan(PROVIDER, job.client, keep, "initial:1", initial_token=token)
    return (await _run(register_client(plan, job.ports)))[-1]


async def test_an_initial_token_that_was_taken_out_again_is_not_said_to_be_kept() -> None:
    job = Registrar()
    checks = {check.label: check for check in (await _refused_to_keep(job)).checks}
    kept = checks["The initial access token is kept"]
    assert (kept.passed, kept.detail) == (False, "It was taken out of the vault again.")
    assert job.world.vault.kept_secrets == {}


async def test_an_initial_token_that_replaced_another_is_said_to_have_done_so() -> None:
    job = Registrar()
    former = SecretRecord("initial:1", "present", "initial-access-token", "for Practice")
    await job.world.vault.put_secret("initial:1", Secret("former"), former)
    checks = {check.label: check for check in (await _refused_to_keep(job)).checks}
    assert checks["The initial access token is kept"].detail == (
        "“for Practice” had been replaced already: the new one is used from now on. "
        "Enter the former one again if it is still needed."
    )
    assert job.world.vault.kept_secrets == {"initial:1": Secret("typed-just-now")}


async def test_cancelled_again_while_it_is_deleted_the_initial_token_goes_all_the_same() -> None:
    job = Registrar()

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        if request.method == "DELETE":
            raise asyncio.CancelledError
        return given

    async def keep(_client: object) -> None:
        assert "initial:1" in job.world.vault.kept_secrets
        raise asyncio.CancelledError

    job.answer = answer
    token = Secret("typed-just-now")
    plan = RegisterClientPlan(PROVIDER, job.client, keep, "initial:1", initial_token=token)
    with pytest.raises(asyncio.CancelledError):
        await _run(register_client(plan, job.ports))
    assert "initial:1" not in job.world.vault.kept_secrets


@pytest.mark.parametrize("again", [False, True], ids=["refused", "cancelled again"])
async def test_what_a_cancellation_leaves_at_the_provider_is_told(again: bool) -> None:
    job, told = Registrar(), list[str]()

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        if request.method != "DELETE":
            return given
        if again:
            raise asyncio.CancelledError
        return HttpResponse(403, (), b"")

    async def keep(_client: object) -> None:
        raise asyncio.CancelledError

    job.answer = answer
    plan = RegisterClientPlan(PROVIDER, job.client, keep, left=told.append)
    with pytest.raises(asyncio.CancelledError):
        await _run(register_client(plan, job.ports))
    (sentence,) = told
    assert f"registered at {PROVIDER.name}." in sentence
    assert job.client.name in sentence


async def test_a_cancellation_that_leaves_nothing_says_nothing() -> None:
    job, told = Registrar(), list[str]()

    async def keep(_client: object) -> None:
        raise asyncio.CancelledError

    plan = RegisterClientPlan(PROVIDER, job.client, keep, left=told.append)
    with pytest.raises(asyncio.CancelledError):
        await _run(register_client(plan, job.ports))
    assert told == []
    assert _newcomers(job) == []


async def test_a_workspace_that_is_not_saved_takes_all_of_it_back() -> None:
    job = Registrar()

    async def keep(_client: object) -> None:
        await asyncio.sleep(0)
        raise WorkbenchError("settings-not-written", "The disk is full.", "Make room.")

    plan = RegisterClientPlan(PROVIDER, job.client, keep)
    steps = await _run(register_client(plan, job.ports))
    assert steps[-1].message == "The disk is full."
    assert _newcomers(job) == []
    assert job.world.vault.kept_secrets == {}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("method", ["private_key_jwt", "client_secret_basic"])
async def test_cancelled_anywhere_it_leaves_all_or_nothing(
    before: bool, method: AuthMethod
) -> None:
    def registrar() -> Registrar:
        made = Registrar()
        key_id = "old" if method == "private_key_jwt" else ""
        made.client = replace(made.client, auth_method=method, key_id=key_id)
        return made

    typed = {"initial_token_ref": "initial:1", "initial_token": Secret("typed-just-now")}
    whole = registrar()
    await _register(whole, **typed)
    every = set(whole.world.vault.kept_secrets)
    assert every >= {"initial:1", "registration:job"}
    assert whole.scissors.count >= 6
    for at in range(1, whole.scissors.count + 1):
        job = registrar()
        job.scissors = Scissors(at, before=before)
        with pytest.raises(asyncio.CancelledError):
            await _register(job, **typed)
        if job.scissors.cut == "POST" and not before:
            continue  # the answer never came, so nobody knows of the client
        kept = [client.client_id for client in job.kept]
        if job.scissors.cut == "keep":  # it is not known whether that came about
            assert _newcomers(job) == []
            assert job.world.vault.kept_secrets == {}
        else:
            assert _newcomers(job) == kept
            assert set(job.world.vault.kept_secrets) == (every if kept else set())


async def test_a_management_address_elsewhere_is_not_kept() -> None:
    job = Registrar()
    for uri in (
        "https://evil.example/c1",
        f"{ISSUER}0/c1",
        "//evil.example",
        "http://[bad",
        f"{ISSUER}/a b",
    ):
        _changes(job, "POST", registration_client_uri=uri)
        steps = await _register(job)
        assert steps[-1].state is StepState.WARNING
        assert "names another server" in steps[-1].message
        assert (job.client.registration_uri, job.client.registration_token_ref) == ("", "")
        assert job.world.vault.kept_secrets == {}
        job.client = replace(job.client, client_id="", signing_alg="")


async def test_a_provider_without_management() -> None:
    job = Registrar()
    _changes(job, "POST", registration_client_uri=None, registration_access_token=None)
    steps = await _register(job)
    assert {step.state for step in steps} == _DONE
    assert dict(steps[-1].facts)["management"].startswith("not offered")
    assert not can_manage(job.client)
    steps = await _manage(job, "read")
    assert "was registered by hand" in steps[-1].message


async def test_another_method_than_asked_for_is_said() -> None:
    job = Registrar()
    _changes(job, "POST", token_endpoint_auth_method="client_secret_post", client_secret="s3cret-x")
    steps = await _register(job)
    assert steps[-1].message == "The provider registered client_secret_post."
    assert job.client.auth_method == "client_secret_post"
    assert job.world.vault.kept_secrets["client:job"] == Secret("s3cret-x")


async def test_a_secret_that_nobody_needs_is_not_kept() -> None:
    job = Registrar()
    _changes(job, "POST", client_secret="s3cret-x", client_secret_expires_at=0)
    await _register(job)
    assert list(job.world.vault.kept_secrets) == ["registration:job"]


@pytest.mark.parametrize(
    ("expires", "said"),
    [
        (0, "received; it does not expire"),
        (None, "received; when it expires is not said"),
        (7200, "received; it expires in 2 hours"),
    ],
)
async def test_when_the_secret_expires_is_said(expires: int | None, said: str) -> None:
    job = Registrar()
    job.client = replace(job.client, auth_method="client_secret_basic", key_id="")
    at = expires and int(job.world.clock.now()) + expires
    _changes(job, "POST", client_secret_expires_at=at)
    steps = await _register(job)
    assert dict(steps[-1].facts)["client_secret"] == said


async def test_a_secret_replaced_by_an_update_is_kept_at_once() -> None:
    job = Registrar()
    job.client = replace(job.client, auth_method="client_secret_basic", key_id="")
    await _register(job)
    _changes(job, "PUT", client_secret="an0ther-secret")
    steps = await _manage(job, "update", changes={"client_name": "Renamed"})
    assert {step.state for step in steps} == _DONE
    assert job.world.vault.kept_secrets["client:job"] == Secret("an0ther-secret")


async def test_a_moved_registration_is_followed_at_the_same_server_only() -> None:
    job = Registrar()
    await _register(job)
    before = job.client.registration_uri
    _changes(job, "GET", registration_client_uri="https://evil.example/c1")
    await _manage(job, "read")
    assert job.client.registration_uri == before
    _changes(job, "GET", registration_client_uri=f"{before}?v=2")
    await _manage(job, "read")
    assert job.client.registration_uri == f"{before}?v=2"


async def test_an_update_that_is_not_taken_over_is_said() -> None:
    job = Registrar()
    await _register(job)
    steps = await _manage(job, "update", changes={"contacts": ["a@example.com"]})
    assert steps[-1].state is StepState.WARNING
    assert "registered another contacts" in steps[-1].message


async def test_a_refused_deletion_keeps_the_token() -> None:
    job = Registrar()
    await _register(job)

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        return HttpResponse(403) if request.method == "DELETE" else given

    job.answer = answer
    steps = await _manage(job, "delete")
    assert steps[-1].state is StepState.FAILED
    assert can_manage(job.client)
    assert "registration:job" in job.world.vault.kept_secrets
