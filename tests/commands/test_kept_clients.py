"""Keys of the vault, named on the command line."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.vault import FakeVault
from oidc_workbench.commands.kept_clients import key_named
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.ports import Services

pytestmark = pytest.mark.anyio


class Kept:
    """As much of the services as is asked for a key."""

    def __init__(self) -> None:
        self.vault = FakeVault()
        one = record_of(sample_key())
        nameless = replace(one, key_id="k2", kid="", kty="oct", label="Shared")
        self.vault.key_records = {"k1": one, "k2": nameless}


@pytest.mark.parametrize("name", ["Sample", "kid-1", "k1"])
async def test_a_key_goes_by_its_label_its_kid_and_its_id(name: str) -> None:
    assert (await key_named(cast("Services", Kept()), name)).key_id == "k1"


@pytest.mark.parametrize(("name", "said"), [("", "none was named"), ("k3", "0 keys are called")])
async def test_no_name_is_the_name_of_no_key(name: str, said: str) -> None:
    with pytest.raises(WorkbenchError, match=said) as caught:
        await key_named(cast("Services", Kept()), name)
    assert caught.value.code == "key-not-found"
    assert "--new-key" in caught.value.hint
