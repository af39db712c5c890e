"""Every kind of key fits into the smallest keyring entry and comes back the same."""

from __future__ import annotations

from functools import cache

import pytest

from jose.keys import key, keys
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.compact_key import from_compact, to_compact
from oidc_workbench.jose.key_generation import KINDS, generate_key
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret


@cache
def text_of(kind: str) -> str:
    return to_compact(key(kind)).reveal()


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_fits_and_comes_back(kind: str) -> None:
    assert len(text_of(kind)) <= 1280
    again = from_compact(Secret(text_of(kind)), key(kind).public)
    for alg in again.algorithms:
        assert verify(read(sign({}, {}, again, alg)), keys(key(kind).public)).verified


@pytest.mark.parametrize("kind", ["P-256", "Ed25519", "RSA-2048"])
def test_a_text_that_is_not_this_keys_is_damaged(kind: str) -> None:
    public = key(kind).public
    good = text_of(kind)
    bad = [
        "",
        "x",
        good[:-1],
        good + "A",
        good.replace("key1", "key2"),
        good.rpartition(".")[0],
        good + ".AAAA",
        good.replace(good.split(".")[2], "AAAA"),
        good.replace(good.split(".")[2], "!" * 10),
        good.replace(good.split(".")[2], ""),
        to_compact(generate_key(kind)).reveal(),
        text_of("P-384"),
    ]
    for text in bad:
        with pytest.raises(WorkbenchError) as caught:
            from_compact(Secret(text), public)
        assert caught.value.code == "key-damaged"
        assert len(text) < 8 or text not in str(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("values", ["AQ.AQ.AQAB", "AA.AA.AA", "Ag.Ag.AQAB", "AQAB.AQAB.AQAB"])
def test_numbers_that_make_no_key_are_damage(values: str) -> None:
    with pytest.raises(WorkbenchError, match="damaged"):
        from_compact(Secret(f"key1.RSA.{values}"), key("RSA-2048").public)
