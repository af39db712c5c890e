"""Every other token of a text gets its word, by the same expectation."""

import json
from dataclasses import replace

from joserfc.jwk import ECKey

from oidc_workbench.jose.limits import Limits
from oidc_workbench.rules.beside import PASSED, Beside, beside
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    NOW,
    ids,
    key_sets,
    signed,
)

KEY = ECKey.generate_key("P-256", {"kid": KID})
KEYS = key_sets(KEY)
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY)
AT = signed(AT_HEAD, AT_CLAIMS, KEY)


def others(text: str, now: float = NOW) -> dict[str, Beside]:
    inspection = inspect(text, EXPECTED, KEYS, RunContext(), now)
    return {one.name: one for one in beside(inspection, KEYS, RunContext(), now)}


def response(**members: str) -> str:
    return json.dumps({"id_token": ID_TOKEN, "token_type": "Bearer", **members})


def test_a_token_alone_has_none_beside_it() -> None:
    assert others(ID_TOKEN) == {}


def test_a_good_one_passes_which_is_no_verdict() -> None:
    found = others(response(access_token=AT))
    assert found == {"access_token": Beside("access_token", None)}
    assert found["access_token"].said == PASSED


def test_one_that_does_not_pass_is_judged_by_the_whole_catalogue() -> None:
    late = signed(AT_HEAD, {**AT_CLAIMS, "exp": NOW - 3600}, KEY)
    found = others(response(access_token=late, refresh_token="opaque-and-fine"))
    verdict = found["access_token"].verdict
    assert verdict is not None
    assert verdict.decision is Decision.REJECT
    assert found["access_token"].said == verdict.headline
    assert "expired" in verdict.headline


def test_a_token_is_judged_as_what_it_is_called() -> None:
    found = others(response(access_token=signed(ID_HEAD, ID_CLAIMS, KEY)))
    verdict = found["access_token"].verdict
    assert verdict is not None
    assert verdict.decision is Decision.REJECT
    assert verdict.purpose is Purpose.ACCESS_TOKEN


def test_unnamed_ones_are_recognised() -> None:
    found = others(f"first {ID_TOKEN} and then {AT}")
    assert len(found) == 1
    (other,) = found.values()
    assert other.verdict is not None
    assert other.verdict.recognised == "by its typ at+jwt"


def test_the_nonce_belongs_to_the_id_token_that_was_inspected() -> None:
    earlier = {**ID_CLAIMS, "nonce": "of-an-earlier-sign-in-0123"}
    hint = signed({**ID_HEAD, "typ": "jwt"}, earlier, KEY)  # spelt so that it is screened out
    verdict = others(response(id_token_hint=hint))["id_token_hint"].verdict
    assert verdict is not None
    assert "nonce-mismatch" not in ids(verdict)
    late = signed(ID_HEAD, {**earlier, "exp": NOW - 3600}, KEY)
    text = json.dumps({"access_token": AT, "id_token": late})
    wanted = replace(EXPECTED, purpose=Purpose.ACCESS_TOKEN)
    inspection = inspect(text, wanted, KEYS, RunContext(), NOW)
    (other,) = beside(inspection, KEYS, RunContext(), NOW)
    assert other.verdict is not None
    assert "nonce-mismatch" in ids(other.verdict)


def test_the_limits_hold_for_them_as_well() -> None:
    long = signed(AT_HEAD, {**AT_CLAIMS, "note": "x" * 2000}, KEY)
    text, narrow = response(access_token=long), Limits(token_octets=2000)
    inspection = inspect(text, EXPECTED, KEYS, RunContext(), NOW, limits=narrow)
    (other,) = beside(inspection, KEYS, RunContext(), NOW, narrow)
    assert other.verdict is not None
    assert "limit-size-depth" in ids(other.verdict)
    assert others(text)["access_token"].verdict is None


def test_without_keys_nothing_passes() -> None:
    inspection = inspect(response(access_token=AT), EXPECTED, (), RunContext(), NOW)
    (other,) = beside(inspection, (), RunContext(), NOW)
    assert other.verdict is not None
    assert other.verdict.decision is Decision.UNDECIDED
