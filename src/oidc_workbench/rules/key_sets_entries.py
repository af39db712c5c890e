"""The keys of a document, with their places, and what each is for."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from oidc_workbench.jose import base64url
from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.thumbprint import REQUIRED
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import show

_ENCRYPTING = ("encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits")
_SIGNING = ("sign", "verify")
_PURPOSE_OF_CURVE = {"Ed25519": "sig", "Ed448": "sig", "X25519": "enc", "X448": "enc"}


class Entry(NamedTuple):
    """One key and where it stands (``keys[2]``)."""

    where: str
    key: PublicKey

    @property
    def name(self) -> str:
        """The key in a sentence: its kid, type and curve."""
        kid = show(self.key.kid) if self.key.kid else "without kid"
        kind = " ".join(show(part).strip('"') for part in (self.key.kty, self.key.crv) if part)
        return f"{kid} ({kind})" if kind else kid


def entries(subject: DocumentSubject) -> list[Entry]:
    """The keys of a key set, or of the ``jwks`` in another document."""
    inside = "" if subject.kind is DocumentKind.JWKS else "jwks."
    keys = subject.key_set.keys if subject.key_set is not None else ()
    return [Entry(f"{inside}keys[{index}]", key) for index, key in enumerate(keys)]


def complete(subject: DocumentSubject) -> list[Entry]:
    """Those keys whose required members are all there and can be decoded."""
    return [one for one in entries(subject) if not missing_members(one.key.raw)]


def missing_members(raw: Mapping[str, object]) -> list[str]:
    """Name the required members that are absent or can't be decoded; none for an unknown type."""
    kty = raw.get("kty")
    if not isinstance(kty, str) or not kty:
        return ["kty"]
    return [name for name in REQUIRED.get(kty, ()) if not _is_there(name, raw.get(name))]


def _is_there(name: str, value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if name in ("crv", "alg", "k"):
        return True
    decoded = base64url.decode(value)
    return bool(decoded.octets) and decoded.code != base64url.INVALID


def purpose(key: PublicKey) -> str:
    """What a key is for: ``sig``, ``enc``, or empty when nothing says so."""
    if key.use:
        return key.use if key.use in ("sig", "enc") else ""
    if any(one in _ENCRYPTING for one in key.key_ops):
        return "enc"
    if any(one in _SIGNING for one in key.key_ops) or key.alg in algorithms.SIGNATURE:
        return "sig"
    if key.alg in algorithms.KEY_MANAGEMENT:
        return "enc"
    return _PURPOSE_OF_CURVE.get(key.crv, "")


def contradiction(key: PublicKey) -> str:
    """Say how ``use`` and ``key_ops`` contradict each other (RFC 7517 §4.3); empty when not."""
    against = {"sig": _ENCRYPTING, "enc": _SIGNING}.get(key.use, ())
    wrong = [one for one in key.key_ops if one in against]
    return f"use {key.use} with key_ops {', '.join(wrong)}" if wrong else ""


def signing(found: list[Entry]) -> Iterator[Entry]:
    """Those keys that may verify signatures, by what they say."""
    return (one for one in found if one.key.kty != "oct" and purpose(one.key) in ("", "sig"))
