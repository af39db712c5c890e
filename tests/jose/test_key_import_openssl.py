"""Every kind of key file that openssl and ssh-keygen write is read, and said to be what it is."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jose.key_files import (
    PASS,
    PASSWORD,
    certificate,
    genpkey,
    imported,
    only,
    openssl,
    ssh_keygen,
    today,
)
from jose.keys import keys
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.key_import import read_keys
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKey

pytestmark = pytest.mark.needs("openssl")

NAMES = {
    "RSA": "RSA 2048-bit",
    "P-256": "EC P-256",
    "P-384": "EC P-384",
    "P-521": "EC P-521",
    "secp256k1": "EC secp256k1",
    "ED25519": "Ed25519",
    "ED448": "Ed448",
    "X25519": "X25519",
    "X448": "X448",
}


def der(pem: bytes) -> bytes:
    """The octets of the first block."""
    lines = pem.split(b"-----")[2].split()
    return base64.b64decode(b"".join(lines))


def works(found: ImportedKey) -> None:
    """The private key is the public one's."""
    assert found.storable
    if isinstance(found.key, SigningKey):
        token = sign({}, {"sub": "s"}, found.key, found.alg)
        assert verify(read(token), keys(found.public)).verified
    else:
        assert isinstance(found.key, DecryptionKey)
        assert found.use == "enc"


@pytest.mark.parametrize("kind", NAMES)
def test_pkcs8_in_pem_and_der(kind: str) -> None:
    pem = genpkey(kind)
    for octets in (pem, der(pem), base64.b64encode(der(pem)), pem.replace(b"\n", b"\r\n")):
        found = only(octets)
        assert found.what == f"{NAMES[kind]} private key, PKCS #8"
        assert "key-file-open" in {one.code for one in found.warnings}
        works(found)


SCHEMES = [
    ("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"),
    ("-scrypt",),
    ("-v1", "PBE-SHA1-3DES"),
]
ENCRYPTED = [(kind, ("-v2", "aes-256-cbc")) for kind in NAMES] + [("P-256", one) for one in SCHEMES]


@pytest.mark.parametrize(("kind", "scheme"), ENCRYPTED)
def test_encrypted_pkcs8(kind: str, scheme: tuple[str, ...]) -> None:
    pem = openssl("pkcs8", "-topk8", "-passout", PASS, *scheme, stdin=genpkey(kind))
    for octets in (pem, der(pem)):
        found = only(octets, PASSWORD)
        assert found.what == f"{NAMES[kind]} private key, PKCS #8, encrypted"
        assert "key-file-open" not in {one.code for one in found.warnings}
        works(found)
        for password, code in ((None, "needed"), (Secret("wrong"), "wrong")):
            with pytest.raises(WorkbenchError) as caught:
                only(octets, password)
            assert caught.value.code == f"key-password-{code}"


@pytest.mark.parametrize(("kind", "form"), [("RSA", "PKCS #1"), ("P-384", "SEC 1")])
def test_traditional_forms(kind: str, form: str) -> None:
    key = genpkey(kind)
    plain = openssl("pkey", "-traditional", stdin=key)
    assert plain.startswith(b"-----BEGIN RSA" if kind == "RSA" else b"-----BEGIN EC")
    for octets in (plain, der(plain)):
        found = only(octets)
        assert found.what == f"{NAMES[kind]} private key, {form}"
        works(found)
    locked = openssl("pkey", "-traditional", "-aes256", "-passout", PASS, stdin=key)
    assert b"DEK-Info" in locked
    found = only(locked, PASSWORD)
    assert found.what == f"{NAMES[kind]} private key, {form}, encrypted"
    works(found)
    for password, code in ((None, "needed"), (Secret("wrong"), "wrong")):
        with pytest.raises(WorkbenchError) as caught:
            only(locked, password)
        assert caught.value.code == f"key-password-{code}"


def test_an_ec_key_with_its_parameters_before_it() -> None:
    text = openssl("ecparam", "-name", "prime256v1", "-genkey")
    assert b"EC PARAMETERS" in text
    found = only(text)
    assert (found.what, found.place) == ("EC P-256 private key, SEC 1", "")
    works(found)


@pytest.mark.parametrize("kind", NAMES)
def test_public_keys(kind: str) -> None:
    pem = openssl("pkey", "-pubout", stdin=genpkey(kind))
    for octets in (pem, der(pem)):
        found = only(octets)
        assert found.what == f"{NAMES[kind]} public key, SubjectPublicKeyInfo"
        assert found.key is None
        assert not found.storable


def test_a_public_rsa_key_in_pkcs1() -> None:
    pem = openssl("rsa", "-RSAPublicKey_out", stdin=genpkey("RSA"))
    for octets in (pem, der(pem)):
        assert only(octets).what == "RSA 2048-bit public key, PKCS #1"


def test_a_certificate_and_a_request(tmp_path: Path) -> None:
    key = genpkey("P-256")
    pem = certificate(tmp_path, key)
    for octets in (pem, der(pem)):
        (found,) = read_keys(octets, None, today()).keys
        assert found.what == "EC P-256 public key, certificate"
        assert [one.subject for one in found.chain] == ["CN=client"]
        assert found.label == "CN=client"
    request = openssl("req", "-new", "-key", tmp_path / "key.pem", "-subj", "/CN=client")
    assert only(request).what == "EC P-256 public key, certificate request"


def test_a_trusted_certificate(tmp_path: Path) -> None:
    pem = certificate(tmp_path, genpkey("P-256"))
    trusted = openssl("x509", "-trustout", "-addtrust", "clientAuth", stdin=pem)
    assert b"TRUSTED" in trusted
    (found,) = read_keys(trusted, None, today()).keys
    assert found.chain[0].subject == "CN=client"


@pytest.mark.parametrize("kind", ["RSA", "P-256", "ED25519"])
@pytest.mark.parametrize("options", [(), ("-legacy",), ("-keypbe", "NONE", "-certpbe", "NONE")])
def test_pkcs12(tmp_path: Path, kind: str, options: tuple[str, ...]) -> None:
    key = genpkey(kind)
    (tmp_path / "chain.pem").write_bytes(certificate(tmp_path, key))
    arguments = ("-inkey", tmp_path / "key.pem", "-in", tmp_path / "chain.pem", "-name", "Büro")
    octets = openssl("pkcs12", "-export", *arguments, "-passout", PASS, *options)
    (found,) = read_keys(octets, PASSWORD, today()).keys
    is_open = "-keypbe" in options  # which leaves a password over the whole and none over the key
    form = "PKCS #12" if is_open else "PKCS #12, encrypted"
    assert found.what == f"{NAMES[kind]} private key, {form}"
    assert ("key-file-open" in {one.code for one in found.warnings}) == is_open
    assert found.label == "Büro"
    assert [one.subject for one in found.chain] == ["CN=client"]
    works(found)
    for password, code in ((None, "needed"), (Secret("wrong"), "wrong")):
        with pytest.raises(WorkbenchError) as caught:
            read_keys(octets, password, today())
        assert caught.value.code == f"key-password-{code}"


def test_pkcs12_with_an_empty_password_needs_none(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_bytes(certificate(tmp_path, genpkey("P-256")))
    arguments = ("-inkey", tmp_path / "key.pem", "-in", tmp_path / "chain.pem")
    octets = openssl("pkcs12", "-export", *arguments, "-passout", "pass:")
    (found,) = read_keys(octets, None, today()).keys
    works(found)
    assert found.what.endswith("PKCS #12")
    assert "key-file-open" in {one.code for one in found.warnings}


def test_pkcs12_with_two_keys_says_that_one_of_them_was_read() -> None:
    # Made by Java's keytool; openssl puts one key into a file.
    found = imported(Path(__file__).with_name("two_keys.p12").read_bytes(), PASSWORD)
    assert [one.chain[0].subject for one in found.keys] == ["CN=one"]
    works(found.keys[0])
    assert found.notices == (
        "The file holds 2 private keys; only the first one was read.",
        "1 further certificate was left out.",
    )


@pytest.mark.filterwarnings("ignore:PKCS#12 bundle could not be parsed as DER")
def test_pkcs12_with_open_lengths_and_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_bytes(certificate(tmp_path, genpkey("P-256")))
    arguments = ("-inkey", tmp_path / "key.pem", "-in", tmp_path / "chain.pem")
    octets = openssl("pkcs12", "-export", *arguments, "-passout", PASS)
    assert octets[1] == 0x82  # two octets of length follow; here none do, and an end instead
    (found,) = read_keys(b"\x30\x80" + octets[4:] + b"\0\0", PASSWORD, today()).keys
    works(found)
    with pytest.raises(WorkbenchError, match="cut off") as caught:
        read_keys(octets[:300], PASSWORD, today())
    assert caught.value.code == "key-input-truncated"
    with pytest.raises(WorkbenchError, match="damaged") as caught:
        read_keys(b"\x30\x05\x02\x01\x03\x30\x00", PASSWORD, today())
    assert caught.value.code == "key-unusable"


SSH = {
    "ed25519": ("Ed25519", ("-t", "ed25519")),
    "rsa": ("RSA 2048-bit", ("-t", "rsa", "-b", "2048")),
    "ecdsa": ("EC P-384", ("-t", "ecdsa", "-b", "384")),
}


@pytest.mark.needs("openssh")
@pytest.mark.parametrize("kind", SSH)
def test_openssh(tmp_path: Path, kind: str) -> None:
    words, arguments = SSH[kind]
    plain = ssh_keygen(tmp_path / "plain", *arguments, "-C", "me@here")
    found = only(plain, name="id_key")
    assert (found.what, found.label) == (f"{words} private key, OpenSSH", "id_key")
    works(found)
    assert only(plain, PASSWORD).what == found.what  # a password that is not needed does no harm
    locked = ssh_keygen(tmp_path / "locked", *arguments, passphrase=PASSWORD.reveal())
    found = only(locked, PASSWORD)
    assert found.what == f"{words} private key, OpenSSH, encrypted"
    works(found)
    for password, code in ((None, "needed"), (Secret("wrong"), "wrong")):
        with pytest.raises(WorkbenchError) as caught:
            only(locked, password)
        assert caught.value.code == f"key-password-{code}"
    public = only((tmp_path / "plain.pub").read_bytes())
    assert (public.what, public.label) == (f"{words} public key, OpenSSH", "me@here")


@pytest.mark.needs("openssh")
def test_the_ciphers_of_openssh(tmp_path: Path) -> None:
    for cipher in ("aes256-gcm@openssh.com", "aes256-cbc"):
        arguments = ("-t", "ed25519", "-Z", cipher)
        locked = ssh_keygen(tmp_path / cipher[:10], *arguments, passphrase=PASSWORD.reveal())
        works(only(locked, PASSWORD))
        with pytest.raises(WorkbenchError) as caught:
            only(locked, Secret("wrong"))
        assert caught.value.code == "key-password-wrong"
    arguments = ("-t", "ed25519", "-Z", "chacha20-poly1305@openssh.com")
    locked = ssh_keygen(tmp_path / "chacha", *arguments, passphrase=PASSWORD.reveal())
    with pytest.raises(WorkbenchError, match="encrypted in a way") as caught:
        only(locked, PASSWORD)
    assert caught.value.code == "key-unusable"


FOREIGN = {
    "brainpoolP256r1": ("key-curve-unknown", "brainpoolP256r1"),
    "prime192v1": ("key-curve-unknown", "secp192r1"),
    "secp224r1": ("key-curve-unknown", "secp224r1"),
    "SM2": ("key-curve-unknown", "a curve"),
}


@pytest.mark.parametrize("curve", FOREIGN)
def test_a_key_on_another_curve_is_refused_with_its_name(curve: str) -> None:
    private = genpkey(curve)
    code, word = FOREIGN[curve]
    for octets in (private, der(private), openssl("pkey", "-pubout", stdin=private)):
        with pytest.raises(WorkbenchError) as caught:
            only(octets)
        assert (caught.value.code, word in caught.value.message) == (code, True)
        assert "P-256" in caught.value.hint


def test_keys_that_jose_has_no_use_for_are_refused_with_their_kind(tmp_path: Path) -> None:
    arguments = ("-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024")
    (tmp_path / "dsa.pem").write_bytes(openssl("genpkey", "-genparam", *arguments))
    dsa = openssl("genpkey", "-paramfile", tmp_path / "dsa.pem")
    old = openssl("pkey", "-traditional", stdin=dsa)
    for octets in (dsa, der(dsa), old, der(old), openssl("pkey", "-pubout", stdin=dsa)):
        with pytest.raises(WorkbenchError, match="DSA") as caught:
            only(octets)
        assert caught.value.code == "key-type-unknown"


@pytest.mark.filterwarnings("ignore:.*FFDH")
def test_a_diffie_hellman_key_is_refused() -> None:
    key = openssl("genpkey", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048")
    with pytest.raises(WorkbenchError, match="Diffie-Hellman") as caught:
        only(key)
    assert caught.value.code == "key-type-unknown"


def chain_of_three(folder: Path) -> tuple[bytes, list[bytes]]:
    """A key, and certificates: its own, the one above it, and the root."""
    root = certificate(folder, genpkey("P-256"), subject="/CN=root")
    (folder / "root.key").write_bytes((folder / "key.pem").read_bytes())
    (folder / "root.pem").write_bytes(root)
    middle_key = genpkey("P-256")
    ca = ("-addext", "basicConstraints=critical,CA:TRUE")
    above = ("-CA", str(folder / "root.pem"), "-CAkey", str(folder / "root.key"))
    middle = certificate(folder, middle_key, *above, *ca, subject="/CN=middle")
    (folder / "middle.pem").write_bytes(middle)
    (folder / "middle.key").write_bytes(middle_key)
    key = genpkey("P-256")
    above = ("-CA", str(folder / "middle.pem"), "-CAkey", str(folder / "middle.key"))
    return key, [certificate(folder, key, *above), middle, root]


def test_a_chain_is_put_in_order_and_kept_with_its_key(tmp_path: Path) -> None:
    key, (own, middle, root) = chain_of_three(tmp_path)
    for octets in (root + own + key + middle, key + own + middle + root):
        (found,) = read_keys(octets, None, today()).keys
        assert [one.subject for one in found.chain] == ["CN=client", "CN=middle", "CN=root"]
        works(found)
    (public,) = read_keys(middle + root + own, None, today()).keys
    assert [one.subject for one in public.chain] == ["CN=client", "CN=middle", "CN=root"]


def test_a_certificate_of_nothing_in_the_file_is_told(tmp_path: Path) -> None:
    key = genpkey("P-256")
    own = certificate(tmp_path, key)
    other = certificate(tmp_path, genpkey("ED25519"), subject="/CN=other")
    found = read_keys(key + own + other, None, today())
    assert found.notices == ("1 further certificate was left out.",)
    assert found.keys[0].storable
    (mistaken,) = read_keys(key + other, None, today()).keys
    assert mistaken.refusal is not None
    assert mistaken.refusal.code == "certificate-other-key"
    assert "CN=other" in mistaken.refusal.message
    alone = mistaken.without_certificate()
    assert (alone.chain, alone.storable) == ((), True)


def test_an_expired_certificate_is_refused_and_the_key_can_come_without_it(tmp_path: Path) -> None:
    key = genpkey("P-256")
    own = certificate(tmp_path, key, "-days", "1")
    later = today() + 3 * 86_400
    (found,) = read_keys(key + own, None, later).keys
    assert found.refusal is not None
    assert found.refusal.code == "certificate-expired"
    assert "expired on 20" in found.refusal.message
    assert not found.storable
    assert found.without_certificate().storable
    (public,) = read_keys(own, None, later).keys
    assert "expired" in " ".join(one.message for one in public.warnings)
