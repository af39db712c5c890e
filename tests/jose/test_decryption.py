"""Decryption: what fits opens, what does not is refused with a reason, and nothing leaks."""

from __future__ import annotations

import copy
import json
import pickle
import zlib
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.encrypting import ENC, encrypted, oct_jwk, public_of, reheaded
from jose.keys import key
from jose.tokens import TOKEN, b64
from oidc_workbench.jose.decryption import Decryption, DecryptionStatus, decrypt
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.decryption_keys import (
    decryption_key,
    decryption_key_from_client_secret,
    decryption_key_from_jwk,
    decryption_key_from_octets,
    decryption_key_from_password,
)
from oidc_workbench.jose.inflation import TooLargeError, inflate
from oidc_workbench.jose.key_generation import generate_encryption_key
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.secret import Secret

S = DecryptionStatus
CLAIMS = json.dumps({"iss": "https://as.example", "secret-claim": "swordfish"})
PASSWORD = "correct horse"


@cache
def made(kind: str) -> DecryptionKey:
    return generate_encryption_key(kind, "e1")


def octets(bits: int) -> DecryptionKey:
    return decryption_key_from_octets(bytes(range(bits // 8)))


def attempt(token: str, *keys: DecryptionKey, **options: Any) -> Decryption:
    return decrypt(read(token), keys, **options)


PRIVATE = [
    *(("RSA-OAEP 2048", alg) for alg in ("RSA-OAEP", "RSA-OAEP-256", "RSA1_5")),
    *(
        (kind, alg)
        for kind in ("ECDH-ES P-256", "ECDH-ES P-384", "ECDH-ES P-521", "X25519", "X448")
        for alg in ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")
    ),
]
SYMMETRIC = [
    ("dir", 128),
    *((f"A{bits}{kind}", bits) for bits in (128, 192, 256) for kind in ("KW", "GCMKW")),
]
ENCS = (
    *("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"),
    *("A128GCM", "A192GCM", "A256GCM"),
)


@pytest.mark.parametrize(("kind", "alg"), PRIVATE)
def test_what_is_encrypted_for_a_private_key_opens_with_it(kind: str, alg: str) -> None:
    found = attempt(encrypted(CLAIMS, public_of(made(kind)), alg, kid="e1"), made(kind))
    assert (found.status, found.alg, found.enc, found.kid) == (S.DECRYPTED, alg, ENC, "e1")
    assert found.plaintext == CLAIMS.encode()
    assert found.key is made(kind)
    assert found.payload is not None
    assert found.payload.mapping["secret-claim"] == "swordfish"
    assert bool(found.notes) is (alg == "RSA1_5")


@pytest.mark.parametrize(("alg", "bits"), SYMMETRIC)
def test_what_is_encrypted_with_a_symmetric_key_opens_with_it(alg: str, bits: int) -> None:
    found = attempt(encrypted(CLAIMS, oct_jwk(bytes(range(bits // 8))), alg), octets(bits))
    assert (found.status, found.plaintext) == (S.DECRYPTED, CLAIMS.encode())


@pytest.mark.parametrize("enc", ENCS)
def test_every_content_encryption_opens(enc: str) -> None:
    kind = "ECDH-ES P-256"
    found = attempt(encrypted(CLAIMS, public_of(made(kind)), "ECDH-ES", enc=enc), made(kind))
    assert found.plaintext == CLAIMS.encode()
    changed = encrypted(CLAIMS, public_of(made(kind)), "ECDH-ES", enc=enc).split(".")
    changed[3] = ("B" if changed[3][0] == "A" else "A") + changed[3][1:]
    assert attempt(".".join(changed), made(kind)).status is S.FAILED


@pytest.mark.parametrize("alg", ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"])
def test_a_password_opens_what_was_encrypted_with_it(alg: str) -> None:
    token = encrypted(CLAIMS, oct_jwk(PASSWORD.encode()), alg)
    right = decryption_key_from_password(Secret(PASSWORD))
    assert attempt(token, right).plaintext == CLAIMS.encode()
    assert attempt(token, decryption_key_from_password(Secret("wrong"))).status is S.FAILED
    both = attempt(token, decryption_key_from_password(Secret("wrong")), right)
    assert both.key is right


@pytest.mark.parametrize(
    ("alg", "enc", "cut"),
    [
        ("dir", "A128GCM", 16),
        ("dir", "A128CBC-HS256", 32),
        ("A256KW", "A128GCM", 32),
        ("A128GCMKW", "A128GCM", 16),
    ],
)
def test_a_client_secret_is_cut_as_openid_connect_says(alg: str, enc: str, cut: int) -> None:
    import hashlib

    secret = "a client secret"
    octets_ = hashlib.sha256(secret.encode()).digest()[:cut]
    token = encrypted(CLAIMS, oct_jwk(octets_), alg, enc=enc)
    found = attempt(token, decryption_key_from_client_secret(Secret(secret)))
    assert found.plaintext == CLAIMS.encode()


def test_a_longer_key_is_cut_from_a_longer_hash() -> None:
    import hashlib

    octets_ = hashlib.sha512(b"s").digest()
    token = encrypted(CLAIMS, oct_jwk(octets_), "dir", enc="A256CBC-HS512")
    assert attempt(token, decryption_key_from_client_secret(Secret("s"))).decrypted


# -- which key -----------------------------------------------------------------------------


def test_without_a_key_that_fits_nothing_is_tried_and_the_reason_said() -> None:
    token = encrypted(CLAIMS, public_of(made("X25519")), "ECDH-ES", kid="e1")
    other = DecryptionKey("private", replace(made("X25519").public, kid="e2"))
    for keys, said in (
        ((), "No decryption key was given"),
        ((other,), 'key ID "e1"'),
        ((octets(256),), "needs a private key"),
        ((made("RSA-OAEP 2048"),), "does not fit ECDH-ES"),
        ((octets(256), octets(128)), "None of the 2 keys"),
    ):
        found = attempt(token, *keys)
        assert found.status is S.NO_KEY
        assert said in found.reason


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"use": "sig"}, '"enc"'),
        ({"alg": "ECDH-ES+A128KW"}, "only"),
        ({"key_ops": ["sign"]}, "key_ops"),
    ],
)
def test_what_a_key_says_about_itself_is_respected(members: dict[str, Any], said: str) -> None:
    raw = {**public_of(made("X25519")), **members}
    private = made("X25519").private_key
    from oidc_workbench.jose.jwk import public_key

    limited = DecryptionKey("private", public_key(raw), private)
    found = attempt(encrypted(CLAIMS, public_of(made("X25519")), "ECDH-ES"), limited)
    assert found.status is S.NO_KEY
    assert said in found.reason


def test_the_key_of_the_content_may_be_named_after_the_contents_algorithm() -> None:
    raw = {**oct_jwk(bytes(16)), "alg": "A128GCM", "use": "enc"}
    found = attempt(encrypted(CLAIMS, oct_jwk(bytes(16)), "dir"), decryption_key_from_jwk(raw))
    assert found.decrypted


def test_a_key_that_signs_is_no_key_for_encryption() -> None:
    signer = decryption_key(key("RSA-2048"))
    found = attempt(encrypted(CLAIMS, public_of(signer), "RSA-OAEP", kid="k1"), signer)
    assert found.status is S.NO_KEY


def test_a_key_of_the_wrong_length_is_said_to_be() -> None:
    found = attempt(encrypted(CLAIMS, oct_jwk(bytes(16)), "A128KW"), octets(256))
    assert "32 octets, and 16 are needed" in found.reason


# -- what is refused before a key is touched -------------------------------------------------

WRAPPED = encrypted(CLAIMS, oct_jwk(bytes(16)), "A128KW")
PBES2 = encrypted(CLAIMS, oct_jwk(PASSWORD.encode()), "PBES2-HS256+A128KW")
AGREED = encrypted(CLAIMS, public_of(made("ECDH-ES P-256")), "ECDH-ES")
EPK: dict[str, Any] = dict(public_of(made("ECDH-ES P-256")))


@pytest.mark.parametrize(
    ("token", "changes", "status", "rule"),
    [
        (WRAPPED, {"alg": "none"}, S.UNSUPPORTED, ""),
        (WRAPPED, {"alg": None}, S.UNSUPPORTED, ""),
        (WRAPPED, {"alg": 7}, S.UNSUPPORTED, ""),
        (WRAPPED, {"enc": "A128CBC"}, S.UNSUPPORTED, ""),
        (WRAPPED, {"enc": "A256CBC-HS512"}, S.REFUSED, ""),
        (WRAPPED, {"crit": ["exp"]}, S.UNSUPPORTED, ""),
        (WRAPPED, {"crit": "exp"}, S.UNSUPPORTED, ""),
        (WRAPPED, {"zip": "GZ"}, S.UNSUPPORTED, "jwe-zip"),
        (WRAPPED, {"alg": "dir"}, S.REFUSED, ""),
        (WRAPPED, {"alg": "A128GCMKW"}, S.REFUSED, ""),
        (WRAPPED, {"alg": "A128GCMKW", "iv": "AAAA", "tag": 1}, S.REFUSED, ""),
        (PBES2, {"p2c": 1_200_001}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2c": 10**30}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2c": 0}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2c": True}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2c": 4096.0}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2c": None}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2s": b64(bytes(7))}, S.REFUSED, "jwe-p2c"),
        (PBES2, {"p2s": "!"}, S.REFUSED, "jwe-p2c"),
        (AGREED, {"epk": None}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": []}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": {**EPK, "d": "AA"}}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": {**EPK, "y": EPK["x"]}}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": {**EPK, "x": b64(bytes(32)), "y": b64(bytes(32))}}, S.REFUSED, None),
        (AGREED, {"epk": {**EPK, "crv": "P-384"}}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": public_of(made("ECDH-ES P-384"))}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"epk": public_of(made("X25519"))}, S.REFUSED, "jwe-epk-invalid"),
        (AGREED, {"apu": "!"}, S.REFUSED, ""),
    ],
)
def test_a_hostile_header_is_refused(
    token: str, changes: dict[str, Any], status: DecryptionStatus, rule: str | None
) -> None:
    keys = (octets(128), decryption_key_from_password(Secret(PASSWORD)), made("ECDH-ES P-256"))
    found = attempt(reheaded(token, **changes), *keys)
    assert found.status is status
    assert found.rule == ("jwe-epk-invalid" if rule is None else rule)
    assert found.reason.endswith(".")
    assert found.plaintext is None


@pytest.mark.parametrize(
    ("crv", "x"),
    [
        *(("X25519", n.to_bytes(32, "little")) for n in (0, 1, 2**255 - 20, 2**255 - 19, 2**255)),
        (
            "X25519",
            bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        ),
        (
            "X25519",
            bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        ),
        *(("X448", n.to_bytes(56, "little")) for n in (0, 1, 2**448 - 2**224 - 2)),
    ],
)
def test_a_point_that_agrees_on_zero_is_refused(crv: str, x: bytes) -> None:
    token = encrypted(CLAIMS, public_of(made(crv)), "ECDH-ES")
    epk = {"kty": "OKP", "crv": crv, "x": b64(x)}
    found = attempt(reheaded(token, epk=epk), made(crv))
    assert (found.status, found.rule) == (S.REFUSED, "jwe-epk-invalid")


def test_the_curves_of_agreement_must_be_one() -> None:
    token = encrypted(CLAIMS, public_of(made("X25519")), "ECDH-ES")
    found = attempt(token, made("X448"))
    assert "of X25519, and the key is of X448" in found.reason


@pytest.mark.parametrize("allowed", [{"algorithms": ("dir",)}, {"encryptions": ("A256GCM",)}])
def test_what_is_not_allowed_is_refused(allowed: dict[str, Any]) -> None:
    found = attempt(WRAPPED, decryption_key_from_octets(bytes(16)), **allowed)
    assert found.status is S.REFUSED
    assert "allowed" in found.reason


@pytest.mark.parametrize("text", ["", "opaque", TOKEN, '{"payload":"","signatures":[]}'])
def test_what_is_not_encrypted_is_not_decrypted(text: str) -> None:
    assert attempt(text, octets(128)).status is S.UNSUPPORTED


@pytest.mark.parametrize("index", range(1, 5))
@pytest.mark.parametrize("part", ["", "!", "A", "AAAA"])
def test_a_part_that_is_missing_or_damaged_opens_nothing(index: int, part: str) -> None:
    parts = WRAPPED.split(".")
    parts[index] = part
    found = attempt(".".join(parts), decryption_key_from_octets(bytes(16)))
    assert found.status in {S.REFUSED, S.FAILED}
    assert found.plaintext is None


def test_a_header_with_a_duplicate_name_is_refused() -> None:
    _, _, rest = WRAPPED.partition(".")
    head = b64('{"alg":"A128KW","alg":"A128KW","enc":"A128GCM"}')
    assert attempt(f"{head}.{rest}", octets(128)).status is S.REFUSED


def test_only_so_many_passwords_are_tried() -> None:
    wrong = [decryption_key_from_password(Secret(f"wrong {n}")) for n in range(9)]
    found = attempt(PBES2, *wrong)
    assert (found.status, found.rule) == (S.REFUSED, "jwe-p2c")


# -- compression -------------------------------------------------------------------------------


def bomb(size: int) -> str:
    return encrypted(b"a" * size, oct_jwk(bytes(16)), "dir", zip="DEF")


def test_compressed_plaintext_opens_up_to_the_limit() -> None:
    most = DEFAULT_LIMITS.inflated_octets
    found = attempt(bomb(most), decryption_key_from_octets(bytes(16)))
    assert len(found.plaintext or b"") == most
    assert any("compressed" in note for note in found.notes)
    over = attempt(bomb(most + 1), decryption_key_from_octets(bytes(16)))
    assert (over.status, over.rule, over.plaintext) == (S.REFUSED, "jwe-zip", None)


def test_inflating_stops_at_the_limit_and_takes_whole_streams_only() -> None:
    stream = zlib.compressobj(wbits=-15)
    raw = stream.compress(b"x" * 10_000_000) + stream.flush()
    with pytest.raises(TooLargeError):
        inflate(raw, 1000)
    assert inflate(raw, 10_000_000) == b"x" * 10_000_000
    for damaged in (raw[:-1], raw + b"y", b"", b"\xff"):
        with pytest.raises(ValueError, match="DEFLATE"):
            inflate(damaged, 20_000_000)


# -- what is inside -----------------------------------------------------------------------------


def test_a_nested_token_is_read_and_can_be_verified() -> None:
    found = attempt(encrypted(TOKEN, oct_jwk(bytes(16)), "dir", cty="JWT"), octets0())
    assert found.inner is not None
    assert found.inner.token == TOKEN
    assert found.signed is found.inner
    assert found.nested is None
    assert found.payload is None


def octets0() -> DecryptionKey:
    return decryption_key_from_octets(bytes(16))


def nested(levels: int) -> str:
    token = TOKEN
    for _ in range(levels):
        token = encrypted(token, oct_jwk(bytes(16)), "dir")
    return token


def test_tokens_nest_up_to_a_limit() -> None:
    found = attempt(nested(4), octets0())
    assert found.signed is not None
    assert found.signed.token == TOKEN
    deeper = attempt(nested(5), octets0())
    assert deeper.status is S.DECRYPTED
    assert deeper.signed is None
    assert deeper.innermost.status is S.REFUSED


def test_nothing_secret_shows() -> None:
    secret = decryption_key_from_password(Secret(PASSWORD))
    found = attempt(encrypted(CLAIMS, oct_jwk(PASSWORD.encode()), "PBES2-HS256+A128KW"), secret)
    assert found.decrypted
    shown = repr(found) + str(found) + repr(secret) + str(secret)
    for text in ("swordfish", "horse"):
        assert text not in shown
    inner = attempt(encrypted(TOKEN, oct_jwk(bytes(16)), "dir"), octets0())
    assert "as.example" not in repr(inner)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) is secret is copy.copy(secret)


def test_every_failure_with_a_key_gives_one_answer() -> None:
    """Bleichenbacher's and Manger's attacks live on the difference."""
    made_key = made("RSA-OAEP 2048")
    answers = set()
    for alg in ("RSA1_5", "RSA-OAEP"):
        token = encrypted(CLAIMS, public_of(made_key), alg)
        for index in (1, 3, 4):
            parts = token.split(".")
            parts[index] = ("B" if parts[index][0] == "A" else "A") + parts[index][1:]
            found = attempt(".".join(parts), made_key)
            answers.add((found.status, found.reason))
    assert len(answers) == 1


# -- JSON ---------------------------------------------------------------------------------------


def in_json(token: str, *, general: bool = True, **changes: Any) -> str:
    names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
    parts: dict[str, Any] = dict(zip(names, token.split("."), strict=True))
    if general:
        parts["recipients"] = [{"encrypted_key": parts.pop("encrypted_key")}]
    return json.dumps({**parts, **changes})


@pytest.mark.parametrize("general", [True, False])
def test_a_token_in_json_opens_as_well(general: bool) -> None:
    found = attempt(in_json(WRAPPED, general=general), octets0())
    assert (found.status, found.plaintext) == (S.DECRYPTED, CLAIMS.encode())


def test_of_several_recipients_the_one_with_our_key_is_found() -> None:
    ours = WRAPPED.split(".")[1]
    recipients = [
        {"header": {"kid": "other"}, "encrypted_key": ours},
        {"header": {"kid": "mine"}, "encrypted_key": ours},
    ]
    mine = decryption_key_from_octets(bytes(16), "mine")
    found = attempt(in_json(WRAPPED, recipients=recipients), mine)
    assert (found.status, found.kid) == (S.DECRYPTED, "mine")


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": []},
        {"recipients": [7]},
        {"recipients": {}},
        {"unprotected": {"alg": "dir"}},
        {"unprotected": 7},
        {"encrypted_key": "AAAA"},
        {"iv": 7},
        {"aad": "!"},
    ],
)
def test_a_malformed_token_in_json_is_refused(changes: dict[str, Any]) -> None:
    found = attempt(in_json(WRAPPED, **changes), octets0())
    assert found.status is S.REFUSED


@pytest.mark.parametrize("enc", ["A256GCM", None, 7])
def test_recipients_that_disagree_about_the_content_are_refused(enc: Any) -> None:
    key, head = WRAPPED.split(".")[1], reheaded(WRAPPED, enc=None).split(".")[0]
    recipients = [
        {"header": {"enc": "A128GCM"}, "encrypted_key": key},
        {"header": {"enc": enc}, "encrypted_key": key},
    ]
    found = attempt(in_json(WRAPPED, protected=head, recipients=recipients), octets0())
    assert (found.status, "disagree" in found.reason) == (S.REFUSED, True)


@pytest.mark.parametrize("changes", [{"payload": "e30"}, {"signatures": []}])
def test_a_token_that_is_signed_as_well_is_refused(changes: dict[str, Any]) -> None:
    found = attempt(in_json(WRAPPED, **changes), octets0())
    assert (found.status, "at once" in found.reason) == (S.REFUSED, True)


def test_compression_that_is_not_protected_is_refused() -> None:
    found = attempt(in_json(WRAPPED, unprotected={"zip": "DEF"}), octets0())
    assert (found.status, found.rule) == (S.REFUSED, "jwe-zip")


def test_more_recipients_than_the_limit_are_said() -> None:
    many = [{"encrypted_key": "AAAA"}] * 100
    reading = read(in_json(WRAPPED, recipients=many))
    assert len(reading.recipients) == DEFAULT_LIMITS.entries
    assert "limit-size-depth" in {defect.code for defect in reading.defects}


# -- anything ------------------------------------------------------------------------------------

_KEYS = (octets(128), made("ECDH-ES P-256"), decryption_key_from_client_secret(Secret("x")))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_change_of_a_character_opens_or_raises(data: st.DataObject) -> None:
    token = data.draw(st.sampled_from((WRAPPED, AGREED, in_json(WRAPPED))))
    index = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from('AZaz09-_.={}[]":, ').filter(lambda c: c != token[index]))
    changed = token[:index] + letter + token[index + 1 :]
    found = decrypt(read(changed), (octets0(), *_KEYS))
    if found.decrypted:  # white space between JSON's tokens, or the same octets written otherwise
        assert found.plaintext == CLAIMS.encode()
        assert letter == " " or read(changed).defects
    else:
        assert found.reason.endswith(".")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
_NAMES = st.sampled_from(
    ("alg", "enc", "zip", "crit", "kid", "epk", "apu", "apv", "p2c", "p2s", "iv", "tag", "cty")
)
_ALGS = st.sampled_from(("dir", "A128KW", "ECDH-ES", "RSA1_5", "A128GCMKW", "RSA-OAEP"))


@given(st.dictionaries(_NAMES, _VALUES, max_size=4), _ALGS)
@settings(max_examples=150, deadline=None)
def test_no_header_whatever_raises(members: dict[str, Any], alg: str) -> None:
    found = decrypt(read(reheaded(WRAPPED, **{"alg": alg, **members})), _KEYS)
    assert not found.decrypted
    assert found.reason.endswith(".")
