"""A client is registered, and its key rotated: all the way, back at each step, in other ways."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from journeys.rotating import DONE, Rotating, names, told
from oidc_workbench.flows.practice_profile import (
    practice_clients,
    practice_provider,
    prepare_practice,
)
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.redaction.exchanges import redacted
from oidc_workbench.secret import Secret
from oidc_workbench.wiring import practice_server
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation import RotationStage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from oidc_workbench.flows.awaited import HandTask
    from peers.oidc_provider import OidcProvider

pytestmark = pytest.mark.anyio
_S = RotationStage
_JOB = Client(
    "job", "p", "Job", "", actor="service", auth_method="private_key_jwt", key_id="old",
    scopes=("api:read",), resource="urn:api:jwt",
)  # fmt: skip


@pytest.fixture(params=["practice", pytest.param("real", marks=pytest.mark.needs("oidc-provider"))])
async def job(request: pytest.FixtureRequest) -> AsyncIterator[Rotating]:
    """A service that is not registered yet, with a key, beside each of the two providers."""
    if request.param == "real":
        server: OidcProvider = request.getfixturevalue("oidc_provider")
        found = Rotating(server.issuer, _JOB)
        await found.add_key("old")
        yield found
        return
    with practice_server() as info:
        client = replace(_JOB, scopes=("summarize:write",), resource=info.resource)
        found = Rotating(info.issuer, client)
        await found.add_key("old")
        yield found


async def _registered(job: Rotating) -> None:
    steps = await job.register()
    assert {step.state for step in steps} == DONE, told(steps)


async def _to(job: Rotating, target: RotationStage, **plan: object) -> list[Step]:
    steps = await job.rotate(target, **plan)
    assert {step.state for step in steps} == DONE, told(steps)
    assert await job.stage() is target
    return steps


async def test_the_whole_rotation_by_itself(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")
    assert await job.accepts("old")
    assert not await job.accepts("new")
    steps = await _to(job, _S.PUBLISHED, new_key_id="new")
    assert names(steps) == ["rotation", "begin", "publish"]
    assert await job.accepts("old")
    await _to(job, _S.PROVEN)
    assert job.client.key_id == "old"
    await _to(job, _S.CURRENT)
    assert job.client.key_id == "new"
    assert await job.accepts("old")
    steps = await _to(job, _S.RETIRED)
    assert [c.label for c in steps[-1].checks][-1] == "The provider refuses the old key"
    assert await job.accepts("new")
    assert not await job.accepts("old")
    # The private key is kept until the person deletes it.
    assert (await job.vault.signing_key("old")).public.kid


async def test_the_practice_service_is_rotated_in_the_first_minute() -> None:
    job = Rotating("", _JOB)
    practice = job.services.practice
    info = await practice.start()
    try:
        await prepare_practice(job.services, info)
        job.provider = practice_provider(info)
        job.ports = job.services.ports_for(job.provider)
        job.client = next(c for c in practice_clients(info) if c.key_id)
        first = job.client.key_id
        await job.add_key("new")
        assert await job.accepts(first)
        await _to(job, _S.RETIRED, new_key_id="new")
        assert await job.accepts("new")
        assert not await job.accepts(first)
    finally:
        await practice.stop()


async def test_each_step_is_taken_back(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")
    for stage in (_S.NEW, _S.PUBLISHED, _S.PROVEN, _S.CURRENT):
        await _to(job, stage, new_key_id="new")
        await _to(job, _S.NONE)
        assert job.client.key_id == "old"
        assert await job.accepts("old")
        assert not await job.accepts("new")
    # And step by step.
    await _to(job, _S.CURRENT, new_key_id="new")
    for stage, key_id in ((_S.PROVEN, "old"), (_S.PUBLISHED, "old"), (_S.NEW, "old")):
        await _to(job, stage)
        assert job.client.key_id == key_id
        assert await job.accepts("old")
    await _to(job, _S.RETIRED)
    assert not await job.accepts("old")


async def test_a_retirement_that_was_cut_off_can_still_be_undone(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")
    await _to(job, _S.CURRENT, new_key_id="new")
    await _to(job, _S.RETIRED)
    # As if the run had ended between the provider's answer and the record.
    await job.vault.change("old", rotation="")
    assert await job.stage() is _S.CURRENT
    assert not await job.accepts("old")
    await _to(job, _S.PROVEN)
    assert job.client.key_id == "old"
    assert await job.accepts("old")


async def test_the_token_for_managing_is_replaced_at_every_update(job: Rotating) -> None:
    await _registered(job)
    ref = job.client.registration_token_ref
    first = await job.vault.secret(ref)
    steps = await job.manage("update", changes={"client_name": "Renamed"})
    assert {step.state for step in steps} == DONE, told(steps)
    second = await job.vault.secret(ref)
    assert second != first
    steps = await job.manage("read")
    assert dict(steps[-1].facts)["client_name"] == "Renamed"
    # The one before is of no use any more.
    await job.vault.put_secret(ref, first)
    assert (await job.manage("read"))[-1].state is StepState.FAILED
    await job.vault.put_secret(ref, second)


async def test_what_others_change_before_the_person_sends_is_not_overwritten(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")
    looked = 0

    async def gate() -> None:
        nonlocal looked
        looked += 1
        if looked == 1:
            steps = await job.manage("update", changes={"client_name": "Renamed meanwhile"})
            assert {step.state for step in steps} == DONE, told(steps)

    steps = await _to(job, _S.PUBLISHED, new_key_id="new", gate=gate)
    facts = dict(steps[-1].facts)
    assert looked == 2
    assert "client_name" in facts["changed by others meanwhile"]
    assert facts["client_name"] == "Renamed meanwhile"
    steps = await job.manage("read")
    assert dict(steps[-1].facts)["client_name"] == "Renamed meanwhile"
    await _to(job, _S.CURRENT)
    assert await job.accepts("new")


async def test_a_deleted_client_is_gone(job: Rotating) -> None:
    await _registered(job)
    steps = await job.manage("delete")
    assert {step.state for step in steps} == DONE, told(steps)
    assert (job.client.registration_uri, job.client.registration_token_ref) == ("", "")
    assert await job.vault.secrets() == ()
    assert not await job.accepts("old")


async def test_a_client_with_a_secret_is_registered_and_works(job: Rotating) -> None:
    job.client = replace(job.client, auth_method="client_secret_basic", key_id="")
    await _registered(job)
    assert job.client.secret_ref == "client:job"
    assert await job.accepts("")
    secret = (await job.vault.secret("client:job")).reveal()
    token = (await job.vault.secret("registration:job")).reveal()
    shown = repr([redacted(exchange) for exchange in job.recorded]) + "".join(
        redacted(e).response.text()  # type: ignore[union-attr]  # each was answered
        + redacted(e).request.body.decode()
        + str(redacted(e).request.headers)
        for e in job.recorded
    )
    assert secret not in shown
    assert token not in shown


async def test_another_algorithm_than_the_registered_one_is_refused(job: Rotating) -> None:
    await _registered(job)
    assert job.client.signing_alg == "ES256"
    await job.add_key("new", "RSA-2048")
    steps = await job.rotate(_S.PUBLISHED, new_key_id="new")
    assert steps[-1].state is StepState.FAILED
    assert "ES256" in steps[-1].message
    assert await job.stage() is _S.NONE


async def _served(job: Rotating) -> None:
    """Register the client with the address of its keys, which this program serves."""
    old = await job.add_key("old-served")
    job.client = replace(job.client, key_id="old-served")
    url = await job.services.jwks_host.start([old.public_jwk], owner=job.client.key)
    steps = await job.register(jwks_uri=url)
    assert {step.state for step in steps} == DONE, told(steps)
    await job.add_key("new")


async def _touch(job: Rotating) -> None:
    """Have the real server fetch again: it keeps a key set for a minute, but not past a change."""
    steps = await job.manage("update", changes={"client_name": f"Job {len(job.recorded)}"})
    assert {step.state for step in steps} == DONE, told(steps)


async def test_the_keys_are_served_for_the_provider_to_fetch(job: Rotating) -> None:
    host = job.services.jwks_host
    plan = {"host": host}
    await _served(job)
    try:
        assert await job.accepts("old-served")
        assert [visit.status for visit in host.visits] == [200]
        await _to(job, _S.PUBLISHED, new_key_id="new", **plan)
        await _touch(job)
        await _to(job, _S.CURRENT, **plan)
        assert job.client.key_id == "new"
        assert len(host.visits) > 1
        # By the registration it can't be done: the keys are not in it.
        steps = await job.rotate(_S.RETIRED, publishing="managed")
        assert "fetches this client's keys from" in steps[-1].message
        await job.rotate(_S.RETIRED, **plan)
        await _touch(job)
        assert not await job.accepts("old-served")
        assert await job.accepts("new")
    finally:
        await host.stop()


@pytest.mark.needs("oidc-provider")
async def test_a_provider_that_keeps_the_old_key_set_is_found_out(
    oidc_provider: OidcProvider,
) -> None:
    job = Rotating(oidc_provider.issuer, _JOB)
    plan = {"host": job.services.jwks_host, "publishing": "served"}
    await _served(job)
    try:
        assert await job.accepts("old-served")
        steps = await job.rotate(_S.CURRENT, new_key_id="new", **plan)
        assert (steps[-1].id, steps[-1].state) == ("prove", StepState.FAILED)
        assert "key set of before" in steps[-1].hint
        await _touch(job)
        await _to(job, _S.CURRENT, **plan)
        steps = await job.rotate(_S.RETIRED, **plan)
        assert steps[-1].state is StepState.WARNING
        assert "still accepts the old key" in steps[-1].message
    finally:
        await job.services.jwks_host.stop()


async def test_a_person_tells_the_provider_by_hand(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")
    tasks: list[HandTask] = []

    async def by_hand(task: HandTask) -> None:
        """Do at the provider what the step says: with its own form, here with an update."""
        tasks.append(task)
        steps = await job.manage("update", changes={"jwks": task.jwks})
        assert StepState.FAILED not in {step.state for step in steps}, told(steps)

    plan = {"publishing": "by-hand", "word": by_hand}
    await _to(job, _S.CURRENT, new_key_id="new", **plan)
    steps = await _to(job, _S.RETIRED, **plan)
    assert [task.action for task in tasks] == ["publish", "withdraw"]
    assert [len(json.loads(json.dumps(task.jwks))["keys"]) for task in tasks] == [2, 1]
    assert steps[-1].checks[-1].passed
    assert not await job.accepts("old")


async def test_a_word_that_is_not_true_is_found_out(job: Rotating) -> None:
    await _registered(job)
    await job.add_key("new")

    async def says_so(_task: HandTask) -> None:
        await asyncio.sleep(0)

    plan = {"publishing": "by-hand", "word": says_so, "new_key_id": "new"}
    steps = await job.rotate(_S.CURRENT, **plan)
    assert (steps[-1].id, steps[-1].state) == ("prove", StepState.FAILED)
    assert "refused the assertion by the new key" in steps[-1].message
    assert await job.stage() is _S.PUBLISHED
    assert job.client.key_id == "old"


@pytest.mark.needs("oidc-provider")
@pytest.mark.parametrize("variant", ["a text", "issued"])
async def test_an_initial_access_token_opens_the_registration(
    oidc_provider: OidcProvider, variant: str
) -> None:
    job = Rotating(oidc_provider.issuer, _JOB)
    await job.add_key("old")
    known = "the-initial-access-token" if variant == "a text" else True
    with oidc_provider.state(initialAccessToken=known):
        steps = await job.register()
        assert (steps[-1].id, steps[-1].state) == ("register", StepState.FAILED)
        assert "token for registering" in steps[-1].hint
        assert job.kept == []
        token = oidc_provider.initial_access_token() if known is True else str(known)
        await job.vault.put_secret("iat", Secret(token))
        steps = await job.register(initial_token_ref="iat")
        assert {step.state for step in steps} == DONE, told(steps)
        assert await job.accepts("old")


async def test_a_client_without_client_credentials_proves_its_key_by_a_refresh(
    job: Rotating,
) -> None:
    job.client = replace(
        job.client, actor="user", scopes=("openid",), resource="", redirect_uri=_REDIRECT
    )
    await _registered(job)
    await job.add_key("new")
    steps = await _to(job, _S.PROVEN, new_key_id="new")
    proof = next(step for step in steps if step.id == "prove")
    assert "invalid_grant" in dict(proof.facts)["answer to the key"]
    assert "invalid_client" in dict(proof.facts)["answer to a wrong signature"]
    await _to(job, _S.RETIRED)


_REDIRECT = "http://127.0.0.1:0/callback"
