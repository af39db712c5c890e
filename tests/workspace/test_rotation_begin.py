"""Which key may take over from a client's key."""

from dataclasses import replace

import pytest

from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation_begin import begin_refusal

_CLIENT = Client("c", "p", "Job", "job-1", auth_method="private_key_jwt", key_id="old")


def _record(key_id: str) -> KeyRecord:
    public = generate_key("P-256").public
    return KeyRecord(
        key_id, key_id, public.kid, "EC", "ES256", public.thumbprint, 1.0,
        public_jwk=public_jwk(public),
    )  # fmt: skip


_OLD, _NEW = _record("old"), _record("new")


def _code(
    client: Client = _CLIENT, old: KeyRecord | None = _OLD, new: KeyRecord = _NEW
) -> str | None:
    refused = begin_refusal(client, old, new)
    assert refused is None or (refused.message.endswith(".") and refused.hint.endswith("."))
    return refused.code if refused else None


def test_a_fresh_key_may_take_over() -> None:
    assert _code() is None
    assert _code(new=replace(_NEW, client_key="c")) is None
    assert _code(client=replace(_CLIENT, signing_alg="ES256")) is None


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(_NEW, use="enc"), "rotation-key-unfit"),
        (replace(_NEW, public_jwk={"kty": "OKP", "crv": "X25519"}), "rotation-key-unfit"),
        (replace(_NEW, rotation="retired"), "rotation-key-retired"),
        (replace(_NEW, thumbprint=_OLD.thumbprint), "rotation-same-key"),
        (replace(_NEW, kid=_OLD.kid), "key-kid-duplicate"),
        (replace(_NEW, client_key="another"), "rotation-key-of-another"),
    ],
)
def test_a_key_that_is_not_fit_is_refused(new: KeyRecord, code: str) -> None:
    assert _code(new=new) == code


def test_a_client_that_is_not_fit_is_refused() -> None:
    assert _code(client=replace(_CLIENT, auth_method="client_secret_basic")) == (
        "rotation-without-key"
    )
    assert _code(old=None) == "client-key-missing"
    assert _code(client=replace(_CLIENT, signing_alg="RS256")) == "alg-does-not-fit"
