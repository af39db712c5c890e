"""Keys in PEM (RFC 7468, RFC 1421 §4.6 for what OpenSSL encrypted of old) and OpenSSH's form."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.jose.der_import import contents_of_der, failures, loaded, why_not_read
from oidc_workbench.jose.found_keys import (
    Contents,
    FoundKey,
    found_private,
    refused,
    truncated,
    unusable,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.secret import Secret

MOST_KEYS = 100
"""How many keys of one file are read; an RSA key takes a quarter of a second (our policy)."""
_BEGIN = re.compile(rb"-----BEGIN (?P<label>[A-Z0-9 ]{1,40}+)-----")
_PARAMETERS = ("EC PARAMETERS", "DH PARAMETERS", "DSA PARAMETERS", "X9.42 DH PARAMETERS")
_BLANK = re.compile(rb"\s+")
_OPENSSH = "OPENSSH PRIVATE KEY"


@dataclass(frozen=True, slots=True)
class _Block:
    """One block: its label, the text from BEGIN to END, and what stands between the two."""

    label: str
    text: bytes = field(repr=False)
    body: bytes = field(repr=False)
    is_whole: bool = True


def contents_of_pem(octets: bytes, password: Secret | None) -> Contents:
    """Read every block of a PEM text; one that cannot be used is there with its reason.

    Raises:
        WorkbenchError: ``key-password-needed`` or ``key-password-wrong``.
    """
    blocks = [one for one in _blocks(octets) if one.label not in _PARAMETERS]
    read = [
        _read(block, password, f"block {number}" if len(blocks) > 1 else "")
        for number, block in enumerate(blocks[:MOST_KEYS], 1)
    ]
    left = len(blocks) - MOST_KEYS
    notices = (f"Only the first {MOST_KEYS} blocks were read.",) if left > 0 else ()
    return Contents(
        tuple(key for one in read for key in one.keys),
        tuple(certificate for one in read for certificate in one.certificates),
        notices,
    )


def _blocks(octets: bytes) -> list[_Block]:
    """Divide a text at its BEGIN lines; a block without its END line is not whole."""
    begins = list(_BEGIN.finditer(octets))
    found: list[_Block] = []
    for index, begin in enumerate(begins):
        limit = begins[index + 1].start() if index + 1 < len(begins) else len(octets)
        end_line = b"-----END " + begin["label"] + b"-----"
        end = octets.find(end_line, begin.end(), limit)
        label = begin["label"].decode("ascii")
        if end < 0:
            found.append(_Block(label, b"", b"", is_whole=False))
            continue
        text = octets[begin.start() : end + len(end_line)] + b"\n"
        found.append(_Block(label, text, octets[begin.end() : end]))
    return found


def _read(block: _Block, password: Secret | None, place: str) -> Contents:
    is_private = block.label.endswith("PRIVATE KEY")
    if not block.is_whole:
        why = truncated(f'The PEM block "{block.label}"')
        return Contents((refused("PEM", place, why, is_private=is_private),))
    if block.label == _OPENSSH:
        return Contents((_openssh(block, password, place),))
    if b"DEK-Info:" in block.body:
        return Contents((_encrypted_of_old(block, password, place),))
    if not block.label.endswith(("KEY", "CERTIFICATE", "CERTIFICATE REQUEST")):
        why = unusable(f'a PEM block "{block.label}" holds none.')
        return Contents((refused("PEM", place, why, is_private=False),))
    try:
        octets = b64decode(_BLANK.sub(b"", block.body), validate=True)
    except Error:
        why = unusable("its PEM text is damaged or cut off, so it is not base64.")
        return Contents((refused("PEM", place, why, is_private=is_private),))
    return contents_of_der(octets, password, place)


def _openssh(block: _Block, password: Secret | None, place: str) -> FoundKey:
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    encrypted = False

    def load(octets: bytes, secret: bytes | None) -> PrivateKeyTypes:
        nonlocal encrypted
        encrypted = secret is not None
        return load_ssh_private_key(octets, secret)

    try:
        private = loaded(load, block.text, password)
    except failures() as error:
        return refused("OpenSSH", place, why_not_read(error), is_private=True)
    return found_private(private, "OpenSSH, encrypted" if encrypted else "OpenSSH", place)


def _encrypted_of_old(block: _Block, password: Secret | None, place: str) -> FoundKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    name = {"RSA PRIVATE KEY": "PKCS #1", "EC PRIVATE KEY": "SEC 1"}.get(block.label, "PEM")
    form = f"{name}, encrypted"
    try:
        private = loaded(load_pem_private_key, block.text, password)
    except failures() as error:
        return refused(form, place, why_not_read(error), is_private=True)
    return found_private(private, form, place)
