from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.vault import FakeVault
from oidc_workbench.secret import Secret
from oidc_workbench.ui.secret_upkeep import ClientSecret, remove_secrets_of
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Client, Provider

pytestmark = pytest.mark.anyio

WORK = Provider("p1", "Work", "https://work.example")
APP = Client("c1", "p1", "App", "app", secret_ref="app", registration_token_ref="app:registration")
JOB = Client("c2", "p1", "Job", "job", secret_ref="job")


@pytest.fixture
async def vault() -> FakeVault:
    made = FakeVault()
    for ref in ("app", "app:registration", "job"):
        await made.put_secret(ref, Secret(ref))
    for ref, provider_id, client_key in (
        ("app:symmetric", "p1", "c1"),
        ("initial", "p1", ""),
        ("other", "p2", "c9"),
    ):
        record = SecretRecord(ref, provider_id=provider_id, client_key=client_key)
        await made.put_secret(ref, Secret(ref), record)
    return made


async def test_a_client_takes_its_secrets_with_it(vault: FakeVault) -> None:
    await remove_secrets_of(vault, [APP])
    assert set(vault.kept_secrets) == {"job", "initial", "other"}


async def test_a_provider_takes_those_of_all_its_clients_and_its_own(vault: FakeVault) -> None:
    await remove_secrets_of(vault, [APP, JOB], WORK)
    assert set(vault.kept_secrets) == {"other"}


async def test_a_new_secret_is_kept_for_its_client(vault: FakeVault) -> None:
    web = Client("c3", "p1", "Web", "web", secret_ref="web")
    await ClientSecret(vault, web, None, Secret("s3"), now=5.0).keep()
    record = next(one for one in await vault.secrets() if one.ref == "web")
    assert vault.kept_secrets["web"] == Secret("s3")
    told = (record.label, record.provider_id, record.client_key, record.created_at)
    assert told == ("Web", "p1", "c3", 5.0)


async def test_a_secret_goes_when_its_client_has_none_any_more(vault: FakeVault) -> None:
    before = set(vault.kept_secrets)
    kept = ClientSecret(vault, replace(APP, secret_ref=""), APP, None, now=5.0)
    await kept.keep()
    assert set(vault.kept_secrets) == before  # until the client was changed
    await kept.tidy()
    assert before - set(vault.kept_secrets) == {"app"}


async def test_a_secret_that_was_not_typed_again_stays(vault: FakeVault) -> None:
    before = dict(vault.kept_secrets)
    kept = ClientSecret(vault, replace(APP, name="Web app"), APP, None, now=5.0)
    await kept.keep()
    await kept.tidy()
    assert vault.kept_secrets == before
