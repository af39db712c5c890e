"""Key files changed at random are read or refused in a sentence; nothing else ever happens."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.key_files import NOW, PASSWORD, imported
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed, signing_request
from oidc_workbench.jose.certificate_text import certificate_of, x5c_of
from oidc_workbench.jose.key_export import export_certificate
from oidc_workbench.jose.private_jwk import private_jwk

if TYPE_CHECKING:
    from oidc_workbench.secret import Secret


@cache
def files() -> tuple[bytes, ...]:
    """One of each form, small and quick to read."""
    own = self_signed(key("P-256"), CertificateNames("c"), NOW - 9, NOW + 9e6, bytes(range(16)))
    jwk = private_jwk(key("P-256"))
    plain = [
        key(kind).private_key.private_bytes(encoding, form, NoEncryption())
        for kind in ("P-256", "RSA-2048", "Ed25519")
        for encoding, form in (
            (Encoding.DER, PrivateFormat.PKCS8),
            (Encoding.PEM, PrivateFormat.PKCS8),
            (Encoding.PEM, PrivateFormat.OpenSSH),
        )
    ]
    old = PrivateFormat.TraditionalOpenSSL
    locked = BestAvailableEncryption(PASSWORD.reveal().encode())
    private, public = key("P-384").private_key, key("P-384").private_key.public_key()
    return (
        *plain,
        private.private_bytes(Encoding.DER, old, NoEncryption()),
        private.private_bytes(Encoding.PEM, old, locked),
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
        public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        certificate_of(own).public_bytes(Encoding.DER),
        plain[1] + export_certificate((own,)),
        signing_request(key("P-256"), CertificateNames("c")),
        json.dumps({"keys": [jwk, private_jwk(key("ML-DSA-44"))]}).encode(),
        json.dumps({**jwk, "x5c": x5c_of((own,))}).encode(),
    )


def read_or_refused(octets: bytes, password: Secret | None) -> None:
    try:
        found = imported(octets, password)
    except WorkbenchError as error:
        said = [error]
    else:
        assert found.keys
        said = [one.refusal.error for one in found.refused if one.refusal]
    for one in said:
        assert one.message.endswith(".")
        assert one.hint.endswith(".")


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_file_with_some_octets_changed_is_read_or_refused(data: st.DataObject) -> None:
    octets = data.draw(st.sampled_from(files()))
    start = data.draw(st.integers(0, len(octets)))
    end = data.draw(st.integers(start, min(len(octets), start + 20)))
    changed = octets[:start] + data.draw(st.binary(max_size=6)) + octets[end:]
    read_or_refused(changed, data.draw(st.sampled_from((PASSWORD, None))))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_file_that_ends_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    octets = data.draw(st.sampled_from(files()))
    read_or_refused(octets[: data.draw(st.integers(0, len(octets)))], PASSWORD)


_VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.none())
_NAMES = st.sampled_from(("kty", "crv", "x", "y", "d", "kid", "alg", "use", "key_ops", "x5c", "k"))


@given(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_jwk_with_any_member_changed_is_read_or_refused(members: dict[str, object]) -> None:
    read_or_refused(json.dumps({**private_jwk(key("P-256")), **members}).encode(), None)
