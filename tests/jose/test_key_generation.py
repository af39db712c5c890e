"""New keys are of the kind asked for and carry a name."""

from __future__ import annotations

import pytest

from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.key_generation import (
    ENCRYPTION_KINDS,
    KINDS,
    SLOW_KINDS,
    algorithms_for,
    generate_encryption_key,
    generate_key,
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_made_and_named(kind: str) -> None:
    found = key(kind)
    assert found.public.usable
    assert found.public.use == "sig"
    assert found.default_alg
    size = getattr(found.private_key, "key_size", None)
    assert kind.startswith(("RSA", "P-", "secp")) is (size is not None)
    assert size is None or str(size) in kind


def test_the_thumbprint_names_a_key_that_has_no_name() -> None:
    found = generate_key("P-256").public
    assert found.kid == found.thumbprint != ""
    assert generate_key("P-256", "mine").public.kid == "mine"


def test_another_kind_is_refused_with_the_choice() -> None:
    with pytest.raises(WorkbenchError) as caught:
        generate_key("RSA-1024")
    assert caught.value.code == "key-kind-unknown"
    assert "P-256" in caught.value.hint


def test_a_key_is_held_to_the_algorithm_chosen() -> None:
    assert generate_key("Ed25519", alg="Ed25519").algorithms == ("Ed25519",)
    assert generate_encryption_key("X25519", alg="ECDH-ES").public.alg == "ECDH-ES"
    assert generate_key("P-256").public.alg == ""
    assert generate_key("ML-DSA-44").public.alg == "ML-DSA-44"


@pytest.mark.parametrize("kind", KINDS)
def test_the_algorithms_to_choose_from_are_those_the_key_has(kind: str) -> None:
    assert algorithms_for(kind) == key(kind).algorithms


def test_an_algorithm_that_does_not_fit_is_refused_with_the_choice() -> None:
    with pytest.raises(WorkbenchError) as caught:
        generate_key("P-256", alg="RS256")
    assert caught.value.code == "alg-unfit"
    assert "ES256" in caught.value.hint
    with pytest.raises(WorkbenchError) as caught:
        generate_encryption_key("X25519", alg="RSA-OAEP")
    assert caught.value.code == "alg-unfit"
    for kind in ENCRYPTION_KINDS:
        assert not set(algorithms_for(kind)) & {"RSA1_5", "dir"}


def test_only_rsa_is_slow_to_make() -> None:
    assert {kind for kind in (*KINDS, *ENCRYPTION_KINDS) if "RSA" in kind} == SLOW_KINDS
