"""Key sets and keys changed at random are read without an error, and judged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jose.keys import SUPPLIED, key
from oidc_workbench.jose.certificates import certificate_weaknesses
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_strength import moduli_of, weaknesses

KINDS = ("P-256", "Ed25519", "RSA-2048")
SET = json.dumps({"keys": [public_jwk(key(kind).public) for kind in KINDS]})


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_key_set_with_a_character_changed_is_read(data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(SET) - 1))
    letter = data.draw(st.sampled_from('AZaz09-_=+/{}[]":,\\ \x00\u20ac'))
    found = read_key_set(SET[:index] + letter + SET[index + 1 :], SUPPLIED)
    raws = [one.raw for one in found.keys]
    for raw in raws:
        for weakness in (*weaknesses(raw, moduli_of(raws)), *certificate_weaknesses(raw, 0.0)):
            assert weakness.message.endswith(".")


_VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.none())
_NAMES = st.sampled_from(("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "x5c", "x5t"))


@given(st.sampled_from(KINDS), st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_key_with_any_member_changed_is_read_and_judged(
    kind: str, members: dict[str, Any]
) -> None:
    raw = {**public_jwk(key(kind).public), **members}
    (found,) = read_key_set(json.dumps(raw), SUPPLIED).keys or (None,)
    if found is not None:
        assert found.usable or found.problem.endswith(".")
        assert isinstance(weaknesses(found.raw), tuple)
        assert isinstance(certificate_weaknesses(found.raw), tuple)
