"""The practice provider as a profile: its service can be managed, and forgets former rotations."""

from dataclasses import replace

import pytest

from fakes.panes import FakePane
from oidc_workbench.flows.practice_profile import KEY_ID, practice_clients, prepare_practice
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ports import PracticeClient, PracticeInfo, Services
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.rotation import RotationStage, rotation_of

pytestmark = pytest.mark.anyio
_URI = "http://127.0.0.1:1/register/job"
_INFO = PracticeInfo(
    "http://127.0.0.1:1",
    "http://127.0.0.1:1/api",
    "urn:api",
    (
        PracticeClient(
            "Job", "job", "private_key_jwt", (), "urn:api", actor="service",
            registration_uri=_URI, registration_token=Secret("t0ken-to-manage"),
        ),
        PracticeClient("App", "app", "none", ("openid",), "urn:api"),
    ),
)  # fmt: skip


def _services() -> Services:
    return FakePane().context.services


async def test_the_token_for_managing_lies_in_the_vault() -> None:
    services = _services()
    await prepare_practice(services, _INFO)
    job, app = practice_clients(_INFO)
    assert job.registration_uri == _URI
    assert await services.vault.secret(job.registration_token_ref) == Secret("t0ken-to-manage")
    (record,) = [one for one in await services.vault.secrets() if one.kind != "client-secret"]
    assert (record.kind, record.client_key) == ("registration-access-token", job.key)
    assert (app.registration_uri, app.registration_token_ref) == ("", "")


async def test_its_key_says_what_it_is_for() -> None:
    services = _services()
    await prepare_practice(services, _INFO)
    (record,) = await services.vault.records()
    assert (record.alg, record.public_jwk["alg"], record.public_jwk["use"]) == (
        "ES256", "ES256", "sig",
    )  # fmt: skip


async def test_a_new_run_of_the_provider_knows_no_rotation() -> None:
    services = _services()
    await prepare_practice(services, _INFO)
    (job, _) = practice_clients(_INFO)
    (old,) = await services.vault.records()
    new = replace(old, key_id="new", client_key=job.key, rotation="current", replaces=old.key_id)
    await services.vault.add(new, await services.vault.signing_key(old.key_id))
    await services.vault.change(old.key_id, rotation="retired")
    await prepare_practice(services, _INFO)
    records = await services.vault.records()
    assert {(one.rotation, one.replaces) for one in records} == {("", "")}
    assert rotation_of(job, records).stage is RotationStage.NONE


async def test_a_key_from_before_states_its_algorithm_and_stays_the_same_key() -> None:
    services = _services()
    key = generate_key("P-256")
    public = key.public
    old = KeyRecord(
        KEY_ID, "Mine by now", public.kid, public.kty, "", public.thumbprint, 7.0, "practice",
        public_jwk(public),
    )  # fmt: skip
    await services.vault.add(old, key)
    await prepare_practice(services, _INFO)
    (record,) = await services.vault.records()
    assert (record.alg, record.public_jwk["alg"]) == ("ES256", "ES256")
    assert (record.label, record.kid, record.thumbprint, record.created_at) == (
        old.label, old.kid, old.thumbprint, old.created_at,
    )  # fmt: skip
    kept = await services.vault.signing_key(KEY_ID)
    assert kept.private_key is key.private_key
    assert kept.public.alg == "ES256"
