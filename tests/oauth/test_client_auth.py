"""Each method adds its credential, and only its own."""

from base64 import b64decode
from typing import get_args

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FormRequest
from oidc_workbench.oauth.client_auth import ClientCredential
from oidc_workbench.oauth.client_auths import CLIENT_AUTH_METHODS, client_auth_method
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import AuthMethod

_REQUEST = FormRequest("https://as.example/token", (("grant_type", "client_credentials"),))
_CREDENTIAL = ClientCredential("client:ä 1", Secret("s3cret%&+ü:/"), Secret("assertion.jwt.value"))


def _params(method: str, credential: ClientCredential = _CREDENTIAL) -> dict[str, str]:
    request = client_auth_method(method).apply(_REQUEST, credential)
    assert request.params[0] == ("grant_type", "client_credentials")
    return dict(request.params[1:])


def _basic(credential: ClientCredential) -> str:
    request = client_auth_method("client_secret_basic").apply(_REQUEST, credential)
    assert request.params == _REQUEST.params
    (name, value) = request.headers[-1]
    assert name == "Authorization"
    return b64decode(value.removeprefix("Basic ")).decode()


def test_the_shelf_holds_every_method_a_client_can_be_set_to() -> None:
    assert {method.name for method in CLIENT_AUTH_METHODS} == set(get_args(AuthMethod))
    with pytest.raises(KeyError):
        client_auth_method("tls_client_auth")


def test_none_only_names_the_client() -> None:
    assert _params("none") == {"client_id": "client:ä 1"}


def test_post_puts_both_into_the_form() -> None:
    expected = {"client_id": "client:ä 1", "client_secret": "s3cret%&+ü:/"}
    assert _params("client_secret_post") == expected


def test_basic_encodes_both_as_forms_first() -> None:
    assert _basic(_CREDENTIAL) == "client%3A%C3%A4+1:s3cret%25%26%2B%C3%BC%3A%2F"


def test_basic_raw_for_servers_that_decode_nothing() -> None:
    credential = ClientCredential("id", Secret("a+b:c"), raw_basic=True)
    assert _basic(credential) == "id:a+b:c"


def test_an_assertion_comes_with_its_type() -> None:
    assert _params("private_key_jwt") == {
        "client_id": "client:ä 1",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "assertion.jwt.value",
    }


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("client_secret_basic", "client-secret-missing"),
        ("client_secret_post", "client-secret-missing"),
        ("private_key_jwt", "client-key-missing"),
    ],
)
@pytest.mark.parametrize("secret", [None, Secret("")])
def test_a_missing_credential(method: str, code: str, secret: Secret | None) -> None:
    with pytest.raises(WorkbenchError) as caught:
        _params(method, ClientCredential("id", secret))
    assert caught.value.code == code


def test_no_credential_shows_itself() -> None:
    assert "s3cret" not in repr(_CREDENTIAL)
    for method in CLIENT_AUTH_METHODS:
        shown = repr(method.apply(_REQUEST, _CREDENTIAL))
        assert "s3cret" not in shown
        assert "assertion.jwt" not in shown
