"""Rotating a key: cut off anywhere it goes on, or back, and never leaves the client locked out."""

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from fakes.jwks_host import FakeJwksHost
from fakes.registrar import PROVIDER, Registrar, Scissors
from fakes.sender import json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest, HttpResponse
from oidc_workbench.flows.awaited import HandTask
from oidc_workbench.flows.register_client import RegisterClientPlan, register_client
from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ports import VaultState
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.rotation import RotationStage, rotation_of

pytestmark = pytest.mark.anyio
_S = RotationStage
_DONE = {StepState.DONE}


async def _run(flow: Steps) -> list[Step]:
    async with aclosing(flow) as steps:
        return list({step.id: step async for step in steps}.values())


async def _registered() -> Registrar:
    made = Registrar()
    plan = RegisterClientPlan(PROVIDER, made.client, made.keep)
    steps = await _run(register_client(plan, made.ports))
    assert {step.state for step in steps} == _DONE
    return made


async def _rotate(job: Registrar, target: RotationStage, **plan: Any) -> list[Step]:
    asked = RotateKeyPlan(PROVIDER, job.client, target, job.keep, **plan)
    return await _run(rotate_key(asked, job.ports))


async def _stage(job: Registrar) -> RotationStage:
    return rotation_of(job.client, await job.world.vault.records()).stage


def _is_locked_out(job: Registrar) -> bool:
    return job.kid(job.client.key_id) not in job.registered_kids


async def _effects(target: RotationStage, start: RotationStage = _S.NONE) -> int:
    """How many effects a run has from one stage to another."""
    job = await _registered()
    if start is not _S.NONE:
        await _rotate(job, start, new_key_id="new")
    job.scissors = Scissors()
    steps = await _rotate(job, target, new_key_id="new")
    assert {step.state for step in steps} == _DONE
    return job.scissors.count


async def _cut(job: Registrar, target: RotationStage, at: int, *, before: bool) -> None:
    job.scissors = Scissors(at, before=before)
    with pytest.raises(asyncio.CancelledError):
        await _rotate(job, target, new_key_id="new")
    if job.scissors.cut == "PUT" and not before:
        job.new_token()  # the one that the lost answer held is lost
    job.scissors = Scissors()
    assert not _is_locked_out(job)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("end", [_S.RETIRED, _S.NONE], ids=["on", "back"])
async def test_a_run_cut_off_at_any_effect_goes_on_or_back(
    before: bool, end: RotationStage
) -> None:
    count = await _effects(_S.RETIRED)
    assert count > 12
    for at in range(1, count + 1):
        job = await _registered()
        await _cut(job, _S.RETIRED, at, before=before)
        over = await _stage(job) is _S.RETIRED
        target = _S.RETIRED if over else end
        steps = await _rotate(job, target, new_key_id="" if over or end is _S.NONE else "new")
        assert {step.state for step in steps} == _DONE, (at, steps[-1])
        assert await _stage(job) is target
        kid = job.kid("new" if target is _S.RETIRED else "old")
        assert job.registered_kids == [kid], at
        assert job.kid(job.client.key_id) == kid


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_a_way_back_cut_off_at_any_effect_goes_on_or_forward(before: bool) -> None:
    count = await _effects(_S.NONE, _S.CURRENT)
    assert count > 6
    for at in range(1, count + 1):
        job = await _registered()
        await _rotate(job, _S.CURRENT, new_key_id="new")
        job.scissors = Scissors(at, before=before)
        with pytest.raises(asyncio.CancelledError):
            await _rotate(job, _S.NONE)
        if job.scissors.cut == "PUT" and not before:
            job.new_token()
        job.scissors = Scissors()
        assert not _is_locked_out(job)
        steps = await _rotate(job, _S.CURRENT, new_key_id="new")
        assert {step.state for step in steps} == _DONE, (at, steps[-1])
        assert job.client.key_id == "new"
        assert set(job.registered_kids) == {job.kid("old"), job.kid("new")}


async def test_the_record_is_put_right_after_a_cut() -> None:
    job = await _registered()
    await _rotate(job, _S.CURRENT, new_key_id="new")
    await job.world.vault.change("new", rotation="proven")
    steps = await _rotate(job, _S.CURRENT)
    assert [step.id for step in steps] == ["rotation"]
    assert job.world.vault.key_records["new"].rotation == "current"


async def test_the_steps_of_a_run_show_where_it_stands() -> None:
    job = await _registered()
    steps = await _rotate(job, _S.RETIRED, new_key_id="new")
    ids = ["rotation", "discover", "begin", "publish", "prove", "use", "retire"]
    assert [step.id for step in steps] == ids
    facts = dict(steps[0].facts)
    assert facts["to do"] == "begin, then publish, then prove, then use, then retire"
    assert "RFC 7592" in facts["the provider learns the keys"]
    assert [name for name, _ in steps[3].documents] == ["registration", "registration request"]
    # The access token that proved the key was thrown away, not handed on.
    assert all(step.tokens == () for step in steps)


async def test_an_update_holds_what_was_read_and_changes_the_keys_alone() -> None:
    job = await _registered()
    job.core.authority.clients[job.client.client_id].name = "Renamed meanwhile"
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    known = job.core.authority.clients[job.client.client_id]
    assert known.name == "Renamed meanwhile"
    assert job.registered_kids == [job.kid("old"), job.kid("new")]


async def test_keys_of_others_in_the_registration_stay() -> None:
    job = await _registered()
    third = job.world.vault.key_records["third"].public_jwk
    job.core.register_key(job.client.client_id, third)
    await _rotate(job, _S.RETIRED, new_key_id="new")
    assert set(job.registered_kids) == {job.kid("third"), job.kid("new")}


async def test_the_next_rotation_begins_where_the_last_one_ended() -> None:
    job = await _registered()
    await _rotate(job, _S.RETIRED, new_key_id="new")
    await job.world.vault.remove("old")
    steps = await _rotate(job, _S.RETIRED, new_key_id="third")
    assert {step.state for step in steps} == _DONE
    assert job.registered_kids == [job.kid("third")]
    # A retired key does not come back.
    steps = await _rotate(job, _S.NEW, new_key_id="new")
    assert (steps[-1].state, "retired" in steps[-1].message) == (StepState.FAILED, True)
    steps = await _rotate(job, _S.NONE)
    assert "This rotation is over" in steps[-1].message


async def test_one_rotation_at_a_time() -> None:
    job = await _registered()
    await _rotate(job, _S.NEW, new_key_id="new")
    steps = await _rotate(job, _S.NEW, new_key_id="third")
    assert "already on its way" in steps[-1].message
    steps = await _rotate(job, _S.NEW, new_key_id="unknown")
    assert "already on its way" in steps[-1].message
    await _rotate(job, _S.NONE)
    steps = await _rotate(job, _S.PROVEN)
    assert "No key is on its way" in steps[-1].message
    assert (await _rotate(job, _S.NONE))[-1].state is StepState.DONE


def _answers(job: Registrar, method: str, response: HttpResponse) -> None:
    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        return response if request.method == method else given

    job.answer = answer


async def test_a_provider_that_registers_something_else_is_found_out() -> None:
    job = await _registered()
    found = {"client_id": job.client.client_id, "jwks": {"keys": []}}
    _answers(job, "PUT", json_response(found))
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new")
    assert "does not hold the keys" in steps[-1].message
    assert await _stage(job) is _S.NEW


@pytest.mark.parametrize("status", [200, 204])
async def test_an_update_answered_without_a_word_is_read_again(status: int) -> None:
    job = await _registered()

    def answer(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        if request.method != "PUT":
            return given
        job.new_token()
        return HttpResponse(status)

    job.answer = answer
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new")
    assert steps[-1].state is StepState.DONE
    assert [request.method for request in job.sent][-3:] == ["GET", "PUT", "GET"]


async def test_a_refused_update_leaves_the_rotation_where_it_was() -> None:
    job = await _registered()
    _answers(job, "PUT", HttpResponse(403))
    steps = await _rotate(job, _S.CURRENT, new_key_id="new")
    assert (steps[-1].id, steps[-1].state) == ("publish", StepState.FAILED)
    assert "token for registering" in steps[-1].hint
    assert await _stage(job) is _S.NEW
    assert job.client.key_id == "old"


async def test_a_locked_vault_stops_it_before_anything_is_sent() -> None:
    job = await _registered()
    job.world.vault.state = VaultState.LOCKED
    sent = len(job.sent)
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new")
    assert steps[-1].message == "The keyring is locked."
    assert len(job.sent) == sent


async def test_the_key_in_use_is_never_taken_from_the_provider() -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    # The person chooses the new key by hand: it is in use, so withdrawing it would lock out.
    job.client = replace(job.client, key_id="new")
    assert await _stage(job) is _S.CURRENT
    await _rotate(job, _S.NEW)
    assert job.client.key_id == "old"
    assert job.registered_kids == [job.kid("old")]


async def test_a_retired_key_that_can_not_be_asked_about_is_a_warning() -> None:
    job = await _registered()
    await _rotate(job, _S.CURRENT, new_key_id="new")
    del job.world.vault.keys["old"]
    steps = await _rotate(job, _S.RETIRED)
    assert steps[-1].state is StepState.WARNING
    assert steps[-1].message.startswith("Not found out:")
    assert await _stage(job) is _S.RETIRED


@pytest.mark.parametrize("reached", [_S.PROVEN, _S.CURRENT])
async def test_an_old_key_that_was_deleted_is_removed_at_the_provider_all_the_same(
    reached: RotationStage,
) -> None:
    job = await _registered()
    old = job.kid("old")
    await _rotate(job, reached, new_key_id="new")
    await job.world.vault.remove("old")
    await _rotate(job, _S.CURRENT)
    # Deleting it here told the provider nothing: that step is still to come.
    assert (await _stage(job), job.client.key_id) == (_S.CURRENT, "new")
    assert old in job.registered_kids
    steps = await _rotate(job, _S.RETIRED)
    assert job.registered_kids == [job.kid("new")]
    assert [(check.label, check.passed) for check in steps[-1].checks] == [
        ("The provider has been told to forget the key", True),
        ("The provider refuses the old key", False),  # it can't be asked without the private key
    ]
    assert await _stage(job) is _S.RETIRED


async def test_there_is_no_way_back_to_a_deleted_key() -> None:
    job = await _registered()
    await _rotate(job, _S.CURRENT, new_key_id="new")
    await job.world.vault.remove("old")
    assert rotation_of(job.client, await job.world.vault.records()).undo is None
    steps = await _rotate(job, _S.PROVEN)
    assert "can't go back to signing with it" in steps[-1].message
    assert job.client.key_id == "new"


async def test_an_old_key_of_which_nothing_is_known_is_no_key_that_was_removed() -> None:
    job = await _registered()
    await _rotate(job, _S.PROVEN, new_key_id="new")
    await job.world.vault.remove("old")
    await job.world.vault.change("new", replaced_jwk={})
    steps = await _rotate(job, _S.RETIRED)
    assert steps[-1].state is StepState.WARNING
    assert [check.passed for check in steps[-1].checks] == [False]
    assert "remove those that you don't know" in steps[-1].message


async def test_a_rotation_begun_without_it_keeps_the_old_keys_public_side_from_then_on() -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    await job.world.vault.change("new", replaced_jwk={})
    await _rotate(job, _S.PROVEN)
    assert job.world.vault.key_records["new"].replaced_jwk["kid"] == job.kid("old")


async def test_giving_up_needs_no_provider() -> None:
    job = await _registered()
    await _rotate(job, _S.NEW, new_key_id="new")
    _answers(job, "GET", HttpResponse(503))
    steps = await _rotate(job, _S.NONE)
    assert steps[-1].state is StepState.WARNING
    assert steps[-1].message.startswith("Not found out:")
    assert await _stage(job) is _S.NONE


async def test_a_key_that_is_not_there_takes_over_from_none() -> None:
    job = await _registered()
    steps = await _rotate(job, _S.NEW, new_key_id="nowhere")
    assert steps[-1].message == "The vault has no such key."


async def test_the_registered_algorithm_is_kept_to() -> None:
    job = await _registered()
    key = generate_key("P-384")
    job.world.vault.keys["p384"] = key
    job.world.vault.key_records["p384"] = KeyRecord(
        "p384", "P-384", key.public.kid, "EC", "ES384", key.public.thumbprint, 9.0,
        public_jwk=public_jwk(key.public),
    )  # fmt: skip
    # The client itself leaves the algorithm open; its registration does not.
    job.client = replace(job.client, signing_alg="")
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="p384")
    assert (steps[-1].id, steps[-1].state) == ("publish", StepState.FAILED)
    assert "registered to sign with ES256" in steps[-1].message


async def test_by_hand_it_waits_for_the_word_and_nothing_happens_before() -> None:
    job = await _registered()
    said = asyncio.Event()

    async def word(_task: HandTask) -> None:
        await said.wait()

    plan = RotateKeyPlan(
        PROVIDER, job.client, _S.PUBLISHED, job.keep, "new", publishing="by-hand", word=word
    )
    flow = rotate_key(plan, job.ports)
    async with aclosing(flow) as steps:
        async for step in steps:
            if step.state is StepState.WAITING:
                break
        facts = dict(step.facts)
        assert job.kid("old") in facts["key set"]
        assert job.kid("new") in facts["key set"]
        assert "leave the old one there" in step.hint
        assert await _stage(job) is _S.NEW
        said.set()
        states = [step.state async for step in steps]
    assert states[-1] is StepState.DONE
    assert await _stage(job) is _S.PUBLISHED


async def test_by_hand_without_anybody_to_ask() -> None:
    job = await _registered()
    job.client = replace(job.client, registration_uri="")
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new")
    assert "changed by hand at the provider" in steps[-1].message
    steps = await _rotate(job, _S.PUBLISHED, publishing="managed")
    assert "was registered by hand" in steps[-1].message


async def test_a_person_who_gives_up_waiting_leaves_the_stage_as_it_was() -> None:
    job = await _registered()

    async def word(_task: HandTask) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await _rotate(job, _S.PUBLISHED, new_key_id="new", publishing="by-hand", word=word)
    assert await _stage(job) is _S.NEW


async def test_undoing_the_use_by_hand_asks_nobody() -> None:
    job = await _registered()
    await _rotate(job, _S.CURRENT, new_key_id="new")

    async def word(task: HandTask) -> None:
        raise AssertionError(task)

    steps = await _rotate(job, _S.PROVEN, publishing="by-hand", word=word)
    assert steps[-1].state is StepState.DONE
    assert job.client.key_id == "old"


async def test_served_keys_are_published_where_they_are_fetched() -> None:
    job = await _registered()
    host = FakeJwksHost()
    await host.start([], owner="job")
    job.client = replace(job.client, registration_uri="")
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new", host=host)
    assert [key["kid"] for key in host.keys] == [job.kid("old"), job.kid("new")]
    assert dict(steps[-1].facts)["jwks_uri"] == host.url
    await _rotate(job, _S.NEW, host=host)
    assert [key["kid"] for key in host.keys] == [job.kid("old")]
    await host.stop()
    steps = await _rotate(job, _S.PUBLISHED, host=host, publishing="served")
    assert steps[-1].state is StepState.FAILED
    steps = await _rotate(job, _S.PUBLISHED, publishing="served")
    assert "not being served" in steps[-1].message


async def test_the_key_set_of_another_client_is_left_alone() -> None:
    job = await _registered()
    host = FakeJwksHost()
    await host.start([], owner="somebody else")
    job.client = replace(job.client, registration_uri="")
    steps = await _rotate(job, _S.PUBLISHED, new_key_id="new", host=host)
    assert "nobody is here to" in steps[-1].message  # by hand, since nothing else is left
    steps = await _rotate(job, _S.PUBLISHED, host=host, publishing="served")
    assert "This client's key set is not being served" in steps[-1].message
    assert host.keys == []


async def test_an_answer_that_proves_nothing_is_no_proof() -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    for error in ("server_error", "invalid_request", "temporarily_unavailable"):
        _answers(job, "POST", json_response({"error": error}, 400))
        steps = await _rotate(job, _S.PROVEN)
        assert (steps[-1].id, steps[-1].state) == ("prove", StepState.FAILED)
        assert "does not say whether it accepts" in steps[-1].message
    assert await _stage(job) is _S.PUBLISHED


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (json_response({"error": "invalid_client"}, 401), "401 invalid_client"),
        (HttpResponse(403), "403"),
        (HttpResponse(401), "401"),
    ],
)
async def test_a_refusal_is_told_as_the_provider_said_it(refusal: HttpResponse, said: str) -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    _answers(job, "POST", refusal)
    steps = await _rotate(job, _S.PROVEN)
    assert said in steps[-1].message
    assert "refused the assertion" in steps[-1].message


async def test_a_server_that_looks_at_no_signature_proves_nothing() -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")
    # A client without client credentials, at a server that answers everybody the same.
    job.client = replace(job.client, actor="user")
    _answers(job, "POST", json_response({"error": "invalid_grant"}, 400))
    steps = await _rotate(job, _S.PROVEN)
    assert "no difference between the key and a wrong signature" in steps[-1].message
    _answers(job, "POST", json_response({"access_token": "t", "token_type": "Bearer"}))
    steps = await _rotate(job, _S.PROVEN)
    assert "tokens for a made-up refresh token" in steps[-1].message
    assert await _stage(job) is _S.PUBLISHED


async def test_a_service_that_may_not_have_that_scope_proves_its_key_the_other_way() -> None:
    job = await _registered()
    job.client = replace(job.client, scopes=("email:send",))
    steps = await _rotate(job, _S.PROVEN, new_key_id="new")
    assert steps[-1].state is StepState.DONE
    assert "unauthorized_client to a made-up refresh token" in dict(steps[-1].facts)["answer"]


async def test_a_network_that_fails_is_said_and_changes_nothing() -> None:
    job = await _registered()
    await _rotate(job, _S.PUBLISHED, new_key_id="new")

    def fails(_request: HttpRequest, _given: HttpResponse) -> HttpResponse:
        raise WorkbenchError("issuer-unreachable", "Nobody answers.", "Try again.")

    job.answer = fails
    steps = await _rotate(job, _S.PROVEN)
    assert (steps[-1].id, steps[-1].message) == ("discover", "Nobody answers.")
    assert await _stage(job) is _S.PUBLISHED


async def test_the_changed_registration_is_shown_before_it_is_sent() -> None:
    job = await _registered()
    shown: list[Step] = []

    async def gate() -> None:
        assert shown[-1].state is StepState.WAITING
        changed = dict(shown[-1].facts)["changed registration"]
        assert job.kid("new") in changed
        assert "t0ken" not in changed
        assert [request.method for request in job.sent].count("PUT") == 0
        await asyncio.sleep(0)

    plan = RotateKeyPlan(PROVIDER, job.client, _S.PUBLISHED, job.keep, new_key_id="new", gate=gate)
    async with aclosing(rotate_key(plan, job.ports)) as steps:
        async for step in steps:
            shown.append(step)  # noqa: PERF401 - the gate looks at it meanwhile
    assert [request.method for request in job.sent].count("PUT") == 1
    assert job.kid("new") in job.registered_kids


async def _shown(job: Registrar, *meanwhile: Callable[[], None]) -> list[Step]:
    """Publish the new key behind a gate; each time that it opens others did something meanwhile."""
    shown: list[Step] = []
    to_do = list(meanwhile)
    waited: list[Step] = []

    async def gate() -> None:
        await asyncio.sleep(0)
        waited.append(shown[-1])
        assert len(waited) < 9  # it would be asked again for ever
        assert "PUT" not in [request.method for request in job.sent]
        if to_do:
            to_do.pop(0)()

    plan = RotateKeyPlan(PROVIDER, job.client, _S.PUBLISHED, job.keep, new_key_id="new", gate=gate)
    async with aclosing(rotate_key(plan, job.ports)) as steps:
        async for step in steps:
            shown.append(step)  # noqa: PERF401 - the gate looks at it meanwhile
    assert shown[-1].state is StepState.DONE
    assert {step.state for step in waited} == {StepState.WAITING}
    return [*waited, shown[-1]]


async def test_a_change_by_others_before_it_is_sent_is_kept_and_shown_first() -> None:
    job = await _registered()
    known = job.core.authority.clients[job.client.client_id]
    theirs = public_jwk(generate_key("P-256").public)

    def rename() -> None:
        known.name = "Renamed meanwhile"

    def add_key() -> None:
        known.jwks = [*known.jwks, theirs]

    first, second, third, done = await _shown(job, rename, add_key)
    assert "Renamed meanwhile" not in dict(first.facts)["changed registration"]
    assert "Renamed meanwhile" in dict(second.facts)["changed registration"]
    assert "changed at the provider meanwhile (client_name), so nothing was sent" in second.message
    assert "(jwks)" in third.message
    assert dict(done.facts)["changed by others meanwhile"] == "jwks"
    assert [request.method for request in job.sent].count("PUT") == 1
    assert known.name == "Renamed meanwhile"
    assert job.registered_kids == [job.kid("old"), theirs["kid"], job.kid("new")]


async def test_a_change_that_others_made_meanwhile_is_not_sent_again() -> None:
    job = await _registered()
    known = job.core.authority.clients[job.client.client_id]
    same = public_jwk((await job.world.vault.signing_key("new")).public)

    def add_key() -> None:
        known.jwks = [*known.jwks, same]

    _first, done = await _shown(job, add_key)
    assert "PUT" not in [request.method for request in job.sent]
    assert dict(done.facts)["changed registration"].startswith("not sent")
    assert job.registered_kids == [job.kid("old"), job.kid("new")]


async def test_lists_in_another_order_are_no_change_by_others() -> None:
    job = await _registered()
    turned = iter([False, True])

    def turn(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        if request.method != "GET" or "/register/" not in request.url:
            return given
        members = json.loads(given.body)
        members["contacts"] = ["a@rp.example", "b@rp.example"][:: -1 if next(turned) else 1]
        return json_response(members)

    job.answer = turn
    await _shown(job)
    assert next(turned, None) is None  # it was read twice, in either order
    assert job.sent[-1].method == "PUT"


def _restating(**members: Callable[[int], object]) -> Callable[[HttpRequest, HttpResponse], Any]:
    """Have each reading of the registration, from the first on, state members anew."""
    reading = 0

    def restate(request: HttpRequest, given: HttpResponse) -> HttpResponse:
        nonlocal reading
        if request.method != "GET" or "/register/" not in request.url:
            return given
        reading += 1
        stated = {name: make(reading) for name, make in members.items()}
        return json_response({**json.loads(given.body), **stated})

    return restate


async def test_a_member_that_differs_at_every_reading_does_not_keep_it_from_being_sent() -> None:
    job = await _registered()
    job.answer = _restating(
        last_read_at=lambda reading: reading, valid_for=lambda reading: {"seconds": 60 - reading}
    )
    _first, second, done = await _shown(job)
    assert "meanwhile (last_read_at, valid_for), so nothing was sent" in second.message
    assert "left out of account" not in dict(second.facts)
    assert "last_read_at, valid_for" in dict(done.facts)["left out of account"]
    (sent,) = [request for request in job.sent if request.method == "PUT"]
    assert json.loads(sent.body)["last_read_at"] == 3


async def test_members_that_differ_by_turns_do_not_keep_it_from_being_sent() -> None:
    job = await _registered()
    job.answer = _restating(
        odd=lambda reading: (reading + 1) // 2, even=lambda reading: reading // 2
    )
    *_waited, last, done = await _shown(job)
    assert "left out of account" in dict(done.facts)
    assert "meanwhile (odd)" in last.message
    assert [request.method for request in job.sent].count("PUT") == 1


async def test_a_change_by_others_is_shown_beside_a_member_that_always_differs() -> None:
    job = await _registered()
    known = job.core.authority.clients[job.client.client_id]
    job.answer = _restating(last_read_at=lambda reading: reading)

    def rename() -> None:
        known.name = "Renamed meanwhile"

    _first, _second, third, done = await _shown(job, lambda: None, rename)
    assert "meanwhile (client_name, last_read_at)" in third.message
    assert "Renamed meanwhile" in dict(third.facts)["changed registration"]
    assert "left out of account" in dict(done.facts)
    assert known.name == "Renamed meanwhile"
