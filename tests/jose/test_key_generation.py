"""New keys are of the kind asked for and carry a name."""

from __future__ import annotations

import pytest

from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.key_generation import KINDS, generate_key


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_made_and_named(kind: str) -> None:
    found = key(kind)
    assert found.public.usable
    assert found.public.use == "sig"
    assert found.default_alg
    size = getattr(found.private_key, "key_size", None)
    assert kind.startswith(("RSA", "P-")) is (size is not None)
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
