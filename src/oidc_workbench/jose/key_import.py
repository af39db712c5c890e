"""Keys from outside, out of whatever a person dropped, opened or pasted."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_pairing import paired
from oidc_workbench.jose.der_import import contents_of_der
from oidc_workbench.jose.import_judging import judged
from oidc_workbench.jose.imported_keys import ImportedKeys, need_private
from oidc_workbench.jose.jwk_import import contents_of_json, contents_of_jwe
from oidc_workbench.jose.limits import kibibytes
from oidc_workbench.jose.pem_import import contents_of_pem
from oidc_workbench.jose.ssh_import import contents_of_ssh_lines, has_ssh_keys

if TYPE_CHECKING:
    from oidc_workbench.jose.found_keys import Contents
    from oidc_workbench.secret import Secret

__all__ = ["MAX_OCTETS", "ImportedKeys", "check_size", "need_private", "read_keys"]

MAX_OCTETS = 1 << 20
"""How large a key file may be (our policy)."""
_JWE = re.compile(rb"eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){4}")
_BARE = re.compile(rb"M[A-Za-z0-9+/\s]{60,}={0,2}")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f\x80-\xff]")
_BLANK = re.compile(rb"\s+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,6}$")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_keys(octets: bytes, password: Secret | None, now: float, name: str = "") -> ImportedKeys:
    """Find every key in PEM, DER, JWK, JWK Set, PKCS #12 or OpenSSH's forms, and judge it.

    Nothing is stored. An RSA key is validated, which takes up to a third of a second and holds
    the interpreter: a face of the program asks the KeyReader port instead.

    Args:
        octets: the file or paste, at most :data:`MAX_OCTETS`.
        password: what protects it; None when the person gave none.
        now: seconds since the epoch, for certificates.
        name: of the file, to label its key with.

    Raises:
        WorkbenchError: no key can be read: ``key-input-empty``, ``key-input-too-large``,
            ``key-input-unknown``, ``key-input-truncated``, ``key-password-needed``,
            ``key-password-wrong``, ``key-unusable``, ``key-type-unknown``,
            ``key-curve-unknown``.
    """
    check_size(octets)
    text = _plain(octets)
    if not text.strip():
        raise WorkbenchError("key-input-empty", "There is nothing in it.", "Choose or paste a key.")
    found = judged(paired(_contents(text, password)), now, _ENDING.sub("", name))
    if not found.keys:
        raise _unknown()
    refusal = found.keys[0].refusal
    if refusal is not None and all(not one.public.usable and not one.key for one in found.keys):
        raise refusal.error
    return found


def check_size(octets: bytes) -> None:
    """Refuse what is larger than any key file.

    Raises:
        WorkbenchError: ``key-input-too-large``.
    """
    if len(octets) > MAX_OCTETS:
        raise WorkbenchError(
            "key-input-too-large",
            f"There are more than {kibibytes(MAX_OCTETS)} here, which no key file has.",
            "Choose the file with the key itself.",
        )


def _contents(octets: bytes, password: Secret | None) -> Contents:
    if octets[:1] == b"\x30" and _BINARY.search(octets):  # which is also the figure 0
        return contents_of_der(octets, password)
    text = octets.strip()
    if text[:1] in (b"{", b"["):
        return contents_of_json(text)
    if b"-----BEGIN " in text:
        return contents_of_pem(text, password)
    if _JWE.fullmatch(text):
        return contents_of_jwe(text.decode("ascii"), password)
    if has_ssh_keys(text):
        return contents_of_ssh_lines(text)
    if _BARE.fullmatch(text) and (der := _decoded(text)):
        return contents_of_der(der, password)
    raise _unknown()


def _plain(octets: bytes) -> bytes:
    """Take off what editors put before a text."""
    if octets.startswith(_UTF16_MARKS):
        return octets.decode("utf-16", "replace").encode("utf-8", "replace")
    return octets.removeprefix(_UTF8_MARK)


def _decoded(text: bytes) -> bytes:
    """The octets of a PEM body without its lines, as people copy it."""
    try:
        return b64decode(_BLANK.sub(b"", text), validate=True)
    except Error:
        return b""


def _unknown() -> WorkbenchError:
    return WorkbenchError(
        "key-input-unknown",
        "There is no key in a form that is known here.",
        "Give PEM, DER, a JWK or JWK Set, PKCS #12, or an OpenSSH key.",
    )
