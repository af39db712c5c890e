"""Encrypted tokens, and mutations of whole tokens, made to be accepted wrongly."""

import json
import os
import random
import zlib
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jwk import ECKey

from oidc_workbench.jose.decryption_keys import decryption_key_from_jwk
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Status
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    CA_CLAIMS,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    METADATA,
    NOW,
    b64url,
    compact,
    key_sets,
    signed,
)

ACCEPT, REJECT = Decision.ACCEPT, Decision.REJECT
KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
ID_TOKEN, ACCESS_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY), signed(AT_HEAD, AT_CLAIMS, KEY)
FORGED = signed(ID_HEAD, {**ID_CLAIMS, "sub": "admin"}, THIEF)
_SECRET = bytes(range(32))
_OWN = decryption_key_from_jwk({"kty": "oct", "k": b64url(_SECRET)})


def encrypted(plaintext: str, **head: Any) -> str:
    """A JWE under any header whatsoever."""
    protected = b64url(json.dumps({"alg": "dir", "enc": "A256GCM", **head}).encode())
    octets, iv = plaintext.encode(), os.urandom(12)
    if head.get("zip"):
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        octets = packer.compress(octets) + packer.flush()
    sealed = AESGCM(_SECRET).encrypt(iv, octets, protected.encode())
    return ".".join((protected, "", b64url(iv), b64url(sealed[:-16]), b64url(sealed[-16:])))


def judged(text: str, purpose: Purpose | None = Purpose.ID_TOKEN) -> Inspection:
    expected = replace(EXPECTED, purpose=purpose)
    context = RunContext(metadata=METADATA)
    found = inspect(text, expected, key_sets(KEY), context, NOW, decryption_keys=(_OWN,))
    assert found.verdict.with_status(Status.CRASHED) == ()
    return found


@pytest.mark.parametrize("purpose", [None, *Purpose])
@pytest.mark.parametrize(
    "inside",
    [
        json.dumps(ID_CLAIMS), json.dumps(AT_CLAIMS), json.dumps(CA_CLAIMS), FORGED, "", "{}",
        compact({"alg": "none"}, ID_CLAIMS, b""), compact({"alg": "NONE"}, AT_CLAIMS, b""),
        compact(ID_HEAD, ID_CLAIMS), signed(ID_HEAD, {**ID_CLAIMS, "aud": "other"}, KEY),
        f"{ID_TOKEN}\n{FORGED}", f"{ID_TOKEN}~", f"Bearer {ID_TOKEN}", f"\ufeff{ID_TOKEN}",
        json.dumps({"id_token": ID_TOKEN, "sub": "admin"}), encrypted(json.dumps(ID_CLAIMS)),
        json.dumps(dict(zip(("protected", "payload", "signature"), ID_TOKEN.split("."),
                            strict=True))),
    ],
)  # fmt: skip
def test_no_encryption_makes_good_what_is_inside(inside: str, purpose: Purpose | None) -> None:
    assert judged(encrypted(inside), purpose).verdict.decision is not ACCEPT


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "nonce"])
def test_claims_in_the_outer_header_count_for_nothing(name: str) -> None:
    """RFC 7519 §5.3: they are copies for those who can't decrypt."""
    value = ID_CLAIMS[name]
    inner = signed(ID_HEAD, {**ID_CLAIMS, name: "another" if name != "exp" else 1}, KEY)
    assert judged(encrypted(inner, **{name: value})).verdict.decision is not ACCEPT
    assert judged(encrypted(ID_TOKEN, **{name: value})).judged.claims == ID_CLAIMS


@pytest.mark.parametrize("head", [{"crit": ["x"], "x": 1}, {"crit": ["exp"]}, {"enc": "A128GCM"}])
def test_an_outer_header_that_demands_what_is_not_known_is_not_passed_over(
    head: dict[str, Any],
) -> None:
    assert judged(encrypted(ID_TOKEN, **head)).verdict.decision is not ACCEPT


@pytest.mark.parametrize(
    "inside",
    [
        "a" * 50_000_000, f"{ID_TOKEN}{' ' * 250_000}", "[" * 240_000, '{"a":' * 40_000,
        f"eyJ{'a' * 240_000}", f"eyJ{'a' * 120_000}.{'b' * 120_000}.",
    ],
    ids=range(6),
)  # fmt: skip
def test_what_grows_or_nests_without_end_is_refused(inside: str) -> None:
    assert judged(encrypted(inside, zip="DEF")).verdict.decision is REJECT


@pytest.mark.parametrize("count", [1_200_001, 10**30, 0, -1, 1.0, True, "1000", [1], None])
def test_a_count_out_of_bounds_is_refused_before_anything_is_derived(count: object) -> None:
    head = {"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": count, "p2s": "A" * 22}
    text = ".".join((b64url(json.dumps(head).encode()), "A" * 54, "A" * 16, "AAAA", "A" * 22))
    assert judged(text).verdict.decision is REJECT


def test_tokens_nested_too_deep_are_not_opened() -> None:
    text = ID_TOKEN
    for depth in range(1, 8):
        text = encrypted(text)
        assert (judged(text).verdict.decision is ACCEPT) is (depth <= 4)


# -- mutations of whole tokens ---------------------------------------------------------------

_CHARACTERS = "ABCZabcz019-_.=+/ \n\t\"'{}[],:~%&#?é\u200b\x00"
_BEFORE = ("Bearer ", "id_token=", '{"id_token":"', '"', "https://a.example/#id_token=", "\ufeff")
_BEHIND = ("", '"', '"}', "~", "\n", "&x=1")
_OTHERS = (FORGED, ID_TOKEN, ACCESS_TOKEN, compact({"alg": "none"}, ID_CLAIMS, b""))


def mutated(text: str, chance: random.Random) -> str:
    """The text with one change: of characters, of parts, of what is around it."""
    at = chance.randrange(len(text) + 1)
    to, char = at + chance.randrange(1, 6), chance.choice(_CHARACTERS)
    parts, other = text.split("."), chance.choice(_OTHERS).split(".")
    one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
    swapped = [*parts]
    swapped[one], swapped[two] = parts[two], parts[one]
    replaced = [*parts]
    replaced[one % 3 if len(parts) > 2 else 0] = other[one % 3]
    changes = (
        text[:at] + char + text[at:],
        text[:at] + text[to:],
        text[:at] + char + text[at + 1 :],
        text[:at] + text[at:to] * 2 + text[to:],
        text[:at] + text[at : at + 1].swapcase() + text[at + 1 :],
        text[:at],
        ".".join(swapped),
        ".".join(replaced),
        chance.choice(_BEFORE) + text + chance.choice(_BEHIND),
    )
    return chance.choice(changes) or "a"


SEEDS = {
    Purpose.ID_TOKEN: (ID_TOKEN, encrypted(ID_TOKEN)),
    Purpose.ACCESS_TOKEN: (ACCESS_TOKEN, encrypted(ACCESS_TOKEN)),
}
CLAIMS = {Purpose.ID_TOKEN: ID_CLAIMS, Purpose.ACCESS_TOKEN: AT_CLAIMS}


@pytest.mark.parametrize("purpose", SEEDS)
def test_a_mutated_token_is_accepted_with_its_own_claims_only(purpose: Purpose) -> None:
    chance = random.Random(7)  # noqa: S311 - chance, not a secret
    for number in range(1500):
        text = SEEDS[purpose][number % 2]
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = mutated(text, chance)
        found = judged(text, purpose)
        if found.verdict.decision is ACCEPT:
            assert found.judged.claims == CLAIMS[purpose], text
            assert found.signature.verified
