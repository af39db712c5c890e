"""Many tokens, one after the other: the answers are those that each gets by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from jose.keys import FROM_ISSUER, ISSUER, SUPPLIED, key, keys
from oidc_workbench.jose.jwk_set import key_set_of, read_key_set
from oidc_workbench.jose.limits import Limits
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.signing import sign, sign_with_secret
from oidc_workbench.jose.verification import verify
from oidc_workbench.jose.verifier import MAX_PLANS, Verifier
from oidc_workbench.secret import Secret
from rules.tokens import published
from strategies.mutations import edited, parts_changed, rewritten

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import KeySet

S = SignatureStatus
EC = ECKey.generate_key("P-256", {"kid": "k1"})
SETS = (read_key_set(published(EC), FROM_ISSUER),)
HEAD = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}
CLAIMS: dict[str, Any] = {"iss": ISSUER, "sub": "248289761001", "aud": ["a"], "exp": 1767229200}


def signed_octets(payload: str | bytes, **header: Any) -> str:
    """A right signature over anything whatsoever."""
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    return jws.serialize_compact({**HEAD, **header}, payload, EC, registry=registry)


TOKEN = signed_octets(f'{{"iss":"{ISSUER}","sub":"248289761001","aud":["a"],"exp":1767229200}}')
WARM = Verifier(SETS)
SOME = settings(deadline=None, max_examples=100)


def carefully(token: str, sets: tuple[KeySet, ...] = SETS, **options: Any) -> tuple[Any, ...]:
    reading = read(token)
    check = verify(reading, sets, **options)
    return check, reading.head, reading.claims, reading.defects


def alike(verifier: Verifier, token: str, *sets: KeySet, **options: Any) -> bool:
    # As texts, since True, 1 and 1.0 are equal, and NaN is not even equal to itself.
    wanted = carefully(token, sets or SETS, **options)
    return all(repr(verifier.verify(token)) == repr(wanted) for _ in range(3))


def takes_the_short_way(token: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    verifier = Verifier(SETS)
    verifier.verify(TOKEN)
    seen: list[str] = []

    def long_way(one: str) -> object:
        seen.append(one)
        return carefully(one)

    monkeypatch.setattr(verifier, "_carefully", long_way)
    verifier.verify(token)
    return not seen


def test_the_second_token_of_a_header_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert takes_the_short_way(TOKEN, monkeypatch)
    assert takes_the_short_way(signed_octets('{"a":1}'), monkeypatch)
    assert alike(WARM, TOKEN)
    assert WARM.verify(TOKEN)[0].verified


@pytest.mark.parametrize(
    "payload",
    ['{"a":1,"a":2}', '{"a": 1}', '{"a":1e999}', '{"a":NaN}', "[]", "", b'{"a":"\xff"}', "{}x"],
)
def test_an_odd_payload_takes_the_long_way_however_it_is_signed(
    payload: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_octets(payload)
    assert not takes_the_short_way(token, monkeypatch)
    assert alike(Verifier(SETS), token)


def test_a_header_with_critical_parameters_is_never_remembered() -> None:
    verifier = Verifier(SETS)
    assert alike(verifier, signed_octets('{"a":1}', crit=["b64"], b64=True))
    assert not verifier._plans


@SOME
@given(edited(TOKEN) | rewritten(TOKEN, HEAD, CLAIMS) | parts_changed(TOKEN))
def test_a_changed_token_gets_the_answer_of_the_long_way(token: str) -> None:
    WARM.verify(TOKEN)
    assert alike(WARM, token)


@SOME
@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_signed_payload_gets_the_answer_of_the_long_way(payload: str | bytes) -> None:
    octets = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    assert alike(WARM, signed_octets(octets))


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "é", "=", " ", "."])
def test_an_odd_character_anywhere_is_no_obstacle(odd: str) -> None:
    WARM.verify(TOKEN)
    for at in (0, 10, len(TOKEN) // 2, len(TOKEN) - 3, len(TOKEN)):
        assert alike(WARM, TOKEN[:at] + odd + TOKEN[at:])


def test_no_key_of_another_verifier_is_used() -> None:
    other = (read_key_set(published(ECKey.generate_key("P-256", {"kid": "k1"})), FROM_ISSUER),)
    first, second = Verifier(SETS), Verifier(other)
    for _ in range(2):
        assert first.verify(TOKEN)[0].status is S.VERIFIED
        assert second.verify(TOKEN)[0].status is S.FAILED
        assert Verifier(()).verify(TOKEN)[0].status is S.NOT_CHECKED


def test_a_header_is_remembered_with_its_own_key() -> None:
    kinds = ("P-256", "Ed25519", "RSA-2048")
    signers = [key(kind, kid) for kind in kinds for kid in ("k1", "k2")]
    sets = keys(*(one.public for one in signers))
    tokens = [sign({"kid": one.public.kid}, CLAIMS, one, one.default_alg) for one in signers]
    verifier = Verifier(sets)
    for _ in range(2):
        for signer, token in zip(signers, tokens, strict=True):
            assert verifier.verify(token)[0].key is signer.public
    for one in tokens:
        for two in tokens:
            mixed = f"{one.partition('.')[0]}.{two.partition('.')[2]}"
            assert alike(verifier, mixed, *sets)
            assert verifier.verify(mixed)[0].verified is (one == two)


def test_where_several_keys_fit_each_token_is_tried_anew() -> None:
    public = key("P-256").public
    sets = (
        key_set_of([public], FROM_ISSUER),
        key_set_of([public], replace(FROM_ISSUER, issuer="https://other.example")),
        key_set_of([replace(public, kid="")], SUPPLIED),
    )
    verifier = Verifier(sets)
    for issuer in (ISSUER, "https://other.example", ISSUER):
        token = sign({"kid": "k1"}, {**CLAIMS, "iss": issuer}, key("P-256"), "ES256")
        check = verifier.verify(token)[0]
        assert (check.verified, check.source and check.source.issuer) == (True, issuer)
    assert not verifier._plans


def test_the_allow_list_and_the_secret_are_obeyed() -> None:
    secret = Secret("0123456789abcdef0123456789abcdef")
    maced = sign_with_secret({"kid": "k1"}, CLAIMS, secret, "HS256")
    assert alike(Verifier(SETS, algorithms=("RS256",)), TOKEN, algorithms=("RS256",))
    verifier = Verifier(SETS, shared_secret=secret)
    assert alike(verifier, maced, shared_secret=secret)
    assert verifier.verify(maced)[0].verified
    assert not verifier._plans


def test_a_limit_is_obeyed_on_the_short_way_too() -> None:
    verifier = Verifier(SETS, limits=Limits(token_octets=len(TOKEN)))
    assert verifier.verify(TOKEN)[0].verified
    longer = signed_octets('{"a":"' + "x" * 200 + '"}')
    assert [one.code for one in verifier.verify(longer)[3]] == ["limit-size-depth"]


def test_a_low_limit_on_nesting_is_obeyed_as_well() -> None:
    verifier, nested = Verifier(SETS, limits=Limits(nesting=2)), signed_octets('{"a":[[1]]}')
    verifier.verify(signed_octets('{"a":1}'))
    assert [one.code for one in verifier.verify(nested)[3]] == ["limit-size-depth"]


@pytest.mark.parametrize("kid", [None, "", "k1"])
def test_a_key_without_a_name_is_found_as_on_the_long_way(kid: str | None) -> None:
    nameless, named = key("P-256", "k2"), key("P-256")
    sets = (key_set_of([replace(nameless.public, kid=""), named.public], SUPPLIED),)
    token, other = (sign({"kid": kid}, CLAIMS, one, "ES256") for one in (nameless, named))
    verifier = Verifier(sets)
    assert all(alike(verifier, one, *sets) for one in (token, other, token, other))


def test_only_so_many_headers_are_remembered() -> None:
    verifier = Verifier(SETS)
    tokens = [signed_octets('{"a":1}', n=number) for number in range(MAX_PLANS + 5)]
    assert all(verifier.verify(token)[0].verified for token in tokens)
    assert len(verifier._plans) <= MAX_PLANS
    assert all(verifier.verify(token)[0].verified for token in tokens)


def test_a_token_that_does_not_verify_leaves_nothing_behind() -> None:
    verifier = Verifier(SETS)
    verifier.verify(f"{TOKEN[:-4]}AAAA")
    verifier.verify(TOKEN.rpartition(".")[0] + ".")
    assert not verifier._plans
