from dataclasses import replace

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.panes.keys.use_offer import use_offer
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import AuthMethod
from ui.panes.keys.bed import SERVICE, Bed

KEY = KeyRecord("one", "One", "k1", "EC", "ES256", "print", 1.0)
PRACTICE = replace(SERVICE, practice=True)


def test_a_client_that_signs_may_sign_with_this_key() -> None:
    offer = use_offer(SERVICE, KEY)
    assert offer is not None
    assert (offer.words, offer.note) == ("Let Nightly authenticate with it", "")


def test_a_change_of_method_is_offered_as_such() -> None:
    offer = use_offer(replace(SERVICE, auth_method="client_secret_basic"), KEY)
    assert offer is not None
    assert offer.words == "Change Nightly to private_key_jwt with it"
    assert "client_secret_basic now" in offer.note


@pytest.mark.parametrize(
    ("method", "practice"),
    [("none", False), ("none", True), ("client_secret_basic", True), ("client_secret_post", True)],
)
def test_what_the_provider_would_refuse_is_not_offered(method: AuthMethod, practice: bool) -> None:
    client = replace(SERVICE, auth_method=method, practice=practice)
    assert use_offer(client, KEY) is None
    bed = Bed()
    bed.keep("one")
    bed.know(client)
    bed.presenter.use_for_client()
    assert bed.bench.state.workspace.clients == (client,)


@pytest.mark.parametrize("key", [None, replace(KEY, use="enc"), replace(KEY, key_id="used")])
def test_without_another_signing_key_there_is_nothing_to_offer(key: KeyRecord | None) -> None:
    assert use_offer(replace(SERVICE, key_id="used"), key) is None
    assert use_offer(None, KEY) is None


def test_the_practice_provider_is_told_the_key_before_its_client_uses_it() -> None:
    bed = Bed()
    bed.keep("one", kid="k1")
    bed.know(PRACTICE)
    bed.presenter.use_for_client()
    assert [(one, jwk["kid"]) for one, jwk in bed.around.practice.registered] == [("nightly", "k1")]
    assert bed.bench.state.workspace.clients[0].key_id == "one"


def test_a_key_that_the_practice_provider_refuses_is_not_used() -> None:
    bed = Bed(holds=True)
    bed.keep("one")
    bed.know(PRACTICE)
    bed.presenter.use_for_client()
    bed.around.runner.runs[-1].fail(WorkbenchError("practice-key-refused", "Not this one.", ""))
    assert bed.code == "practice-key-refused"
    assert bed.bench.state.workspace.clients[0].key_id == ""
