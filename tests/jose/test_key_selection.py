"""Why no key is tried is said so that a person knows which key to look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jose.keys import SUPPLIED, key, keys
from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.key_selection import select, why_unfit

ES256 = ALGORITHMS["ES256"]
EC, RSA, P384 = key("P-256").public, key("RSA-2048").public, key("P-384").public


@pytest.mark.parametrize(
    ("found", "kid", "said"),
    [
        ((RSA,), "k1", 'The key "k1" cannot be used: its type is "RSA"'),
        ((RSA,), None, "The only key cannot be used"),
        ((RSA, P384), None, "None of the 2 keys fits ES256."),
        ((EC,), "gone", 'No key has the key ID "gone".'),
        ((EC,), "caf\u00e9\n" + "x" * 500, "caf\\xe9\\nxxx"),
    ],
)
def test_the_reason_names_what_is_wrong(
    found: tuple[object, ...], kid: str | None, said: str
) -> None:
    selection = select(ES256, kid, "", keys(*found))  # type: ignore[arg-type] # they are keys
    assert selection.candidates == ()
    assert said in selection.reason.replace("\n", "\\n")
    assert len(selection.reason) < 200


def test_a_nameless_key_supplied_by_hand_must_still_fit() -> None:
    nameless = replace(RSA, kid="")
    selection = select(ES256, "k1", "", keys(nameless, source=SUPPLIED))
    assert "its type" in selection.reason


@pytest.mark.parametrize("size", [44, 65, 87])
def test_an_ml_dsa_key_must_name_its_algorithm(size: int) -> None:
    algorithm = ALGORITHMS[f"ML-DSA-{size}"]
    akp = replace(EC, kty="AKP", crv="", alg=algorithm.name)
    assert not why_unfit(akp, algorithm)
    assert why_unfit(replace(akp, alg=""), algorithm)
    assert why_unfit(replace(akp, alg="ML-DSA-99"), algorithm)
