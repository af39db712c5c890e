"""What is found in JSON and in broken files; each bad input gets one sentence and a way on."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jose.key_files import NOW, PASSWORD, imported, only
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url, compact_key
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import x5c_of
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.jwk import public_jwk, public_pem
from oidc_workbench.jose.key_generation import KINDS, generate_encryption_key, generate_key
from oidc_workbench.jose.key_import import MAX_OCTETS, check_size, need_private, read_keys
from oidc_workbench.jose.pem_import import MOST_KEYS
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.certificates import CertificateSummary


def jwk(kind: str = "P-256", **members: object) -> dict[str, Any]:
    return {**private_jwk(key(kind)), **members}


def text(*keys: dict[str, Any]) -> bytes:
    """A JWK, or a JWK Set of several."""
    return json.dumps(keys[0] if len(keys) == 1 else {"keys": keys}).encode()


def pem(private: Any) -> bytes:
    plain: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain


def refused(octets: bytes, password: Secret | None = None) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        imported(octets, password)
    error = caught.value
    assert error.hint
    assert error.__suppress_context__ or error.__context__ is None
    return error


def codes(octets: bytes) -> set[str]:
    return {one.code for one in only(octets).warnings}


# -- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_jwk_of_each_kind_comes_in_as_it_is(kind: str) -> None:
    found = only(text(jwk(kind)))
    assert isinstance(found.key, SigningKey)
    assert to_compact(found.key) == to_compact(key(kind))
    assert found.what.endswith("private key, JWK")
    assert (found.kid, found.use, found.alg) == ("k1", "sig", key(kind).default_alg)


@pytest.mark.parametrize("kind", ["X25519", "ECDH-ES P-256", "RSA-OAEP 2048"])
def test_a_key_for_encryption_comes_in_as_one(kind: str) -> None:
    made = generate_encryption_key(kind)
    found = only(text(private_jwk(made)))
    assert isinstance(found.key, DecryptionKey)
    assert (found.use, found.kid) == ("enc", made.public.thumbprint)
    assert found.alg in ("ECDH-ES+A256KW", "RSA-OAEP-256")


@pytest.mark.parametrize(
    ("members", "use"),
    [
        ({"use": "enc"}, "enc"),
        ({"use": "other"}, "sig"),
        ({"use": "sig", "key_ops": ["sign"]}, "sig"),
        ({"key_ops": ["deriveKey"]}, "enc"),
        ({"alg": "ECDH-ES"}, "enc"),
        ({"alg": "ES256"}, "sig"),
        ({}, "sig"),
    ],
)
def test_what_a_key_is_for_is_read_from_what_it_says(members: dict[str, Any], use: str) -> None:
    bare = {name: value for name, value in jwk().items() if name != "use"}
    assert only(text({**bare, **members})).use == use


def test_only_what_makes_and_names_a_key_is_taken_over() -> None:
    found = only(text(jwk(key_ops=["sign"], ext=True, x5u="https://elsewhere.example/", note="x")))
    assert set(found.public.raw) == {"kty", "crv", "x", "y", "kid", "use"}


def test_a_key_that_names_itself_by_nothing_gets_its_thumbprint() -> None:
    bare = {name: value for name, value in jwk().items() if name != "kid"}
    found = only(text(bare), name="billing.json")
    assert found.kid == key("P-256").public.thumbprint
    assert found.label == "billing"


def test_a_symmetric_key_comes_in_with_its_octets_and_shows_none_of_them() -> None:
    octets = bytes(range(64))
    found = only(text({"kty": "oct", "k": base64url.encode(octets), "kid": "mac"}))
    assert isinstance(found.key, DecryptionKey)
    assert found.key.octets == octets
    assert found.what == "512-bit symmetric key, JWK"
    assert found.algorithms == ("HS256", "HS384", "HS512")
    assert "k" not in found.public.raw or found.public.raw["k"] == "••••"
    assert base64url.encode(octets) not in repr(found)
    wrapping = only(
        text({"kty": "oct", "k": base64url.encode(octets[:32]), "alg": "A256KW", "use": "enc"})
    )
    assert wrapping.algorithms == ("A256KW", "A256GCMKW", "dir")
    assert (wrapping.alg, wrapping.kid, wrapping.storable) == ("A256KW", "", True)


def test_a_symmetric_key_is_the_secret_that_macs_are_keyed_with() -> None:
    secret = only(text({"kty": "oct", "k": base64url.encode("pässwörd-and-more".encode())})).secret
    assert secret == Secret("pässwörd-and-more")
    assert only(text(jwk())).secret is None


def test_a_set_gives_every_key_its_place() -> None:
    found = imported(text(jwk(kid="a"), public_jwk(key("Ed25519", "b").public)))
    assert [(one.place, one.kid, one.storable) for one in found.keys] == [
        ("keys[0]", "a", True),
        ("keys[1]", "b", False),
    ]
    assert [one.kid for one in need_private(found)] == ["a"]


def test_one_broken_key_does_not_hide_the_others() -> None:
    found = imported(text(jwk(kid="a"), {"kty": "EC", "crv": "P-192", "d": "AQ"}, {"kty": "XY"}))
    assert [one.kid for one in found.storable] == ["a"]
    assert [one.refusal.code for one in found.refused if one.refusal] == [
        "key-curve-unknown",
        "key-type-unknown",
    ]


def test_a_public_key_beside_its_private_one_is_the_same_key() -> None:
    both = pem(key("P-256").private_key) + public_pem(key("P-256").public).encode()
    assert only(both).storable


def test_the_same_key_again_is_the_same_key() -> None:
    private = key("P-256").private_key
    old = PrivateFormat.TraditionalOpenSSL
    again = private.private_bytes(Encoding.PEM, old, NoEncryption())
    assert only(pem(private) + again).storable
    assert only(text(jwk(), jwk())).storable
    assert len(imported(text(jwk(kid="a"), jwk(kid="b"))).storable) == 2


def test_a_set_of_many_keys_is_read_to_the_limit_and_says_so() -> None:
    one = public_jwk(key("Ed25519").public)
    listed = [{**one, "kid": str(index)} for index in range(MOST_KEYS + 1)]
    found = imported(json.dumps({"keys": listed}).encode())
    assert len(found.keys) == MOST_KEYS
    assert "Only the first" in found.notices[0]


def test_a_name_that_stands_twice_is_told() -> None:
    doubled = text(jwk()).replace(b'"kty"', b'"kty": "oct", "kty"')
    assert any("kty" in one for one in imported(doubled).notices)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_editors_put_before_a_text_does_no_harm(encoding: str) -> None:
    for octets in (text(jwk()), pem(key("P-256").private_key)):
        assert only(octets.decode().encode(encoding)).storable


def test_nothing_private_shows() -> None:
    found = imported(text(jwk(), jwk("RSA-2048", kid="r"), jwk("ML-DSA-44", kid="m")))
    shown = repr(found) + str(found)
    for kind in ("P-256", "RSA-2048", "ML-DSA-44"):
        raw = private_jwk(key(kind))
        for name in ("d", "p", "q", "dp", "dq", "qi", "priv"):
            assert name not in raw or str(raw[name]) not in shown


# -- what is warned of -----------------------------------------------------------------------


def test_a_weak_key_is_warned_of_and_can_be_stored() -> None:
    found = only(pem(rsa.generate_private_key(3, 1024)))  # noqa: S505 - it is to be weak
    assert {"rsa-short", "rsa-weak", "key-file-open"} <= {one.code for one in found.warnings}
    assert found.storable


PUBLISHED = {  # RFC 8037 appendix A.1
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def test_a_key_out_of_a_standard_is_warned_of() -> None:
    found = only(text(PUBLISHED))
    (said,) = [one for one in found.warnings if one.code == "jwk-published-example"]
    assert "RFC 8037" in said.message
    assert said.severity == "error"


def test_the_secret_of_a_standard_and_a_short_one_are_warned_of() -> None:
    example = (
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    )
    assert {"jwk-published-example", "hmac-secret-guessable"} <= codes(
        text({"kty": "oct", "k": example})
    )
    assert "hmac-secret-short" in codes(text({"kty": "oct", "k": base64url.encode(b"0123456789")}))


def test_a_jwk_without_alg_is_noted_and_one_with_it_is_not() -> None:
    assert "key-alg-missing" in codes(text(jwk()))
    assert "key-alg-missing" not in codes(text(jwk(alg="ES256")))
    assert "key-alg-missing" not in codes(pem(key("P-256").private_key))


def test_two_keys_with_a_common_factor_are_both_broken() -> None:
    one = key("RSA-2048").private_key
    assert isinstance(one, rsa.RSAPrivateKey)
    p = one.private_numbers().p
    other = generate_key("RSA-2048").private_key
    assert isinstance(other, rsa.RSAPrivateKey)
    n = p * other.private_numbers().q
    public = {"kty": "RSA", "e": "AQAB", "n": base64url.encode_number(n), "kid": "b"}
    found = imported(text(jwk("RSA-2048"), public))
    for each in found.keys:
        assert "rsa-weak" in {one.code for one in each.warnings}


def own_certificate(kind: str) -> CertificateSummary:
    names = CertificateNames("client")
    return self_signed(key(kind), names, NOW - 9, NOW + 9e6, bytes(range(16)))


def test_the_certificate_in_a_jwk_is_looked_at() -> None:
    own, other = own_certificate("P-256"), own_certificate("Ed25519")
    good = only(text(jwk(x5c=x5c_of((own,)))))
    assert (good.chain, good.storable) == ((own,), True)
    assert "jwk-x5c-mismatch" not in {one.code for one in good.warnings}
    mistaken = only(text(jwk(x5c=x5c_of((other,)))))
    assert mistaken.refusal is not None
    assert mistaken.refusal.code == "certificate-other-key"
    assert mistaken.without_certificate().storable
    broken = only(text(jwk(x5c=["AAAA"])))
    assert (broken.chain, broken.storable) == ((), True)
    assert "jwk-x5c-mismatch" in {one.code for one in broken.warnings}
    wrong = only(text(jwk(x5c=x5c_of((own,)), x5t="AAAA")))
    assert "jwk-x5c-mismatch" in {one.code for one in wrong.warnings}


# -- what is refused -------------------------------------------------------------------------

GOOD = pem(key("P-256").private_key)
BODY = GOOD.split(b"\n")[1:-2]
WRONG_D = jwk(d=private_jwk(generate_key("P-256"))["d"])
WRONG_RSA = jwk("RSA-2048", d=private_jwk(generate_key("RSA-2048"))["d"])
WRONG_SEED = jwk("ML-DSA-44", priv=base64url.encode(bytes(32)))
BAD: list[tuple[str, bytes, str, str]] = [
    ("nothing", b"", "key-input-empty", "nothing"),
    ("blanks", b" \n\t ", "key-input-empty", "nothing"),
    ("a megabyte", b"x" * (MAX_OCTETS + 1), "key-input-too-large", "1024 KiB"),
    ("figures", b"0123456789" * 9, "key-input-unknown", "no key"),
    ("prose", b"my key is under the mat", "key-input-unknown", "no key"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0", "key-input-unknown", "no key"),
    ("no END line", GOOD[:150], "key-input-truncated", "cut off"),
    (
        "a body cut off",
        b"\n".join((GOOD.split(b"\n")[0], BODY[0], GOOD.split(b"\n")[-2])),
        "key-input-truncated",
        "cut off",
    ),
    ("a damaged body", GOOD.replace(BODY[0], BODY[0][:-3] + b"!!!"), "key-unusable", "base64"),
    ("an empty block", GOOD.replace(b"\n".join(BODY), b""), "key-unusable", "DER"),
    (
        "a block of something else",
        b"-----BEGIN PGP MESSAGE-----\nAAAA\n-----END PGP MESSAGE-----\n",
        "key-unusable",
        "PGP MESSAGE",
    ),
    ("DER cut off", base64.b64decode(b"".join(BODY))[:-9], "key-input-truncated", "cut off"),
    ("DER of nothing", b"\x30\x03\x02\x01\x07", "key-unusable", "DER"),
    ("JSON without a key", b'{"a": 1}', "key-input-unknown", "neither a JWK"),
    ("a JSON array", b"[1, 2]", "key-input-unknown", "neither a JWK"),
    (
        "ten thousand keys",
        text(*[{"kty": "EC", "kid": "one", "use": "sig"}] * 10_000),
        "key-input-too-large",
        "values",
    ),
    ("JSON cut off", text(jwk())[:-20], "key-input-truncated", "cut off"),
    ("an empty set", b'{"keys": []}', "key-input-unknown", "no key"),
    ("a key that is no object", b'{"keys": [7]}', "key-unusable", "JSON object"),
    ("a wrong d", text(WRONG_D), "key-unusable", "different keys"),
    ("a wrong d of RSA", text(WRONG_RSA), "key-unusable", "not valid"),
    ("a wrong seed", text(WRONG_SEED), "key-unusable", "different keys"),
    ("a point off the curve", text(jwk(y=jwk()["x"])), "key-unusable", "curve"),
    ("no x", text({**public_jwk(key("P-256").public), "x": ""}), "key-unusable", '"x"'),
    ("P-192", text(jwk(crv="P-192")), "key-curve-unknown", "P-192"),
    ("brainpool", text(jwk(crv="BP-256")), "key-curve-unknown", "BP-256"),
    ("an unknown type", text({"kty": "DSA", "p": "AQ"}), "key-type-unknown", "DSA"),
    ("no type", b'{"keys": [{"n": "AQ"}]}', "key-type-unknown", "does not name"),
    ("an empty secret", text({"kty": "oct", "k": ""}), "key-unusable", '"k"'),
    ("a cut off line", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk me", "key-unusable", "damaged"),
    ("a strange line", b"ssh-xmss AAAAC3NzaC1lZDI1NTE5AAAAIGk me", "key-type-unknown", "type"),
]


@pytest.mark.parametrize(("octets", "code", "words"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_bad_input_is_refused_in_one_sentence(octets: bytes, code: str, words: str) -> None:
    error = refused(octets)
    assert error.code == code
    assert words in error.message
    assert error.message.count(". ") == 0
    assert len(error.message) < 200


def test_the_size_is_refused_before_anything_is_looked_at() -> None:
    with pytest.raises(WorkbenchError, match="1024 KiB"):
        check_size(bytes(MAX_OCTETS + 1))
    check_size(bytes(MAX_OCTETS))


def test_a_public_key_where_a_private_one_is_needed() -> None:
    found = imported(public_pem(key("P-256").public).encode())
    with pytest.raises(WorkbenchError) as caught:
        need_private(found)
    assert caught.value.code == "key-not-private"
    assert "EC P-256 public key" in caught.value.message


def test_where_no_key_can_be_stored_the_first_reason_is_told() -> None:
    with pytest.raises(WorkbenchError) as caught:
        need_private(imported(text(jwk(alg="RS256"))))
    assert caught.value.code == "key-alg-unfit"


def test_a_key_id_on_two_keys_is_refused_and_a_new_one_mends_it() -> None:
    found = imported(text(jwk(), {**private_jwk(generate_key("P-256")), "kid": "k1"}))
    assert [one.refusal.code for one in found.keys if one.refusal] == ["key-kid-duplicate"] * 2
    assert found.keys[0].refusal is not None
    assert '"k1" stands on 2 keys' in found.keys[0].refusal.message
    mended = found.keys[1].with_names("k2", "ES256", "sig")
    assert mended.storable
    assert isinstance(mended.key, SigningKey)
    assert (mended.key.public.kid, mended.public.alg, mended.public.use) == ("k2", "ES256", "sig")
    assert not found.keys[1].with_names("k1", "ES256", "sig").storable


def test_keys_of_different_types_may_share_a_key_id() -> None:
    assert not imported(text(jwk(), jwk("Ed25519"))).refused


def test_an_algorithm_that_does_not_fit_is_refused_and_another_mends_it() -> None:
    found = only(text(jwk(alg="ES384")))
    assert found.refusal is not None
    assert found.refusal.code == "key-alg-unfit"
    assert "ES256" in found.refusal.hint
    assert found.alg == "ES256"
    assert found.with_names("k1", "ES256", "sig").storable
    with pytest.raises(WorkbenchError) as caught:
        found.with_names("k1", "ES512", "sig")
    assert caught.value.code == "alg-unfit"


def test_a_key_without_a_name_of_its_own_is_named_by_its_thumbprint() -> None:
    found = only(text(jwk())).with_names("", "", "sig")
    assert found.kid == found.public.thumbprint
    secret = only(text({"kty": "oct", "k": base64url.encode(bytes(range(32)))}))
    assert "kid" not in secret.with_names("", "HS256", "sig").public.raw


def test_a_key_that_says_it_is_for_what_it_cannot_do_is_warned_of() -> None:
    found = only(text(jwk("Ed25519", use="enc")))
    assert found.use == "sig"
    assert "okp-invalid" in {one.code for one in found.warnings}


def test_a_use_that_a_key_cannot_have_is_refused() -> None:
    with pytest.raises(WorkbenchError) as caught:
        only(text(jwk("Ed25519"))).with_names("k", "", "enc")
    assert caught.value.code == "key-use-unfit"
    changed = only(text(jwk())).with_names("k", "", "enc")
    assert isinstance(changed.key, DecryptionKey)
    assert changed.algorithms[0] == "ECDH-ES+A256KW"


def test_a_key_too_large_for_a_keyring_is_refused_and_not_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A real one has more than 7,600 bits, which take half a minute to make.
    monkeypatch.setattr(compact_key, "MAX_CHARACTERS", 300)
    found = only(text(jwk("RSA-2048")))
    assert found.refusal is not None
    assert found.refusal.code == "key-too-large"
    assert found.key is None


def test_an_encrypted_jwk_for_another_key_is_refused() -> None:
    header = base64url.encode(json.dumps({"alg": "RSA-OAEP", "enc": "A256GCM"}).encode())
    error = refused(f"{header}.AAAA.AAAA.AAAA.AAAA".encode(), PASSWORD)
    assert (error.code, "not with a password" in error.message) == ("key-unusable", True)


def test_more_rounds_than_anybody_waits_for_are_refused() -> None:
    rounds = {"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2s": "AAAAAAAAAAAAAAAAAAAAAA"}
    header = base64url.encode(json.dumps({**rounds, "p2c": 10_000_001}).encode())
    wrapped, iv, tag = (base64url.encode(bytes(size)) for size in (40, 12, 16))
    error = refused(f"{header}.{wrapped}.{iv}.AAAA.{tag}".encode(), PASSWORD)
    assert (error.code, "10,000,000" in error.message) == ("key-unusable", True)


def test_many_begin_lines_take_no_time() -> None:
    refused(b"-----BEGIN A-----\n" * 50_000)
    assert read_keys(GOOD, None, NOW).storable
