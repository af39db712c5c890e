"""What a container of keys held, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.imported_keys import Refusal
from oidc_workbench.jose.key_objects import KeyProblemError, public_members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.weakness import Weakness

_USABLE = "Take an RSA key, an EC key (P-256, P-384, P-521), or an Ed25519, X25519 or ML-DSA key."
_AGAIN = "Export the key once more and import it whole."


@dataclass(frozen=True, slots=True)
class FoundKey:
    """One key as its container gave it.

    Args:
        form: the container in words ("PKCS #8, encrypted").
        members: the public members of its JWK, those that describe it included.
        private: the private key object; None when it is public only, symmetric, or refused.
        octets: of a symmetric key.
        words: what it is, where it has no members that would say so ("DSA").
        is_private: whether it is a private key, also when it is refused.
        open_file: whether the container holds a secret without a password over it.
        remarks: what is wrong with the certificates that the key itself names.
    """

    form: str
    place: str = ""
    members: Mapping[str, object] = field(default_factory=dict, repr=False)
    private: PrivateKeyTypes | None = field(default=None, repr=False)
    octets: bytes = field(default=b"", repr=False)
    chain: tuple[CertificateSummary, ...] = field(default=(), repr=False)
    label: str = ""
    words: str = ""
    is_private: bool = False
    open_file: bool = False
    remarks: tuple[Weakness, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a container: keys, certificates that belong to none yet, and notices."""

    keys: tuple[FoundKey, ...] = ()
    certificates: tuple[CertificateSummary, ...] = ()
    notices: tuple[str, ...] = ()


def found_public(public: object, form: str, place: str, label: str = "") -> FoundKey:
    """Take up a public key object; one that JOSE has no use for is refused."""
    try:
        return FoundKey(form, place, public_members(public), label=label)
    except KeyProblemError:
        words, refusal = _foreign(public)
        return FoundKey(form, place, label=label, words=words, refusal=refusal)


def found_private(private: PrivateKeyTypes, form: str, place: str, label: str = "") -> FoundKey:
    """Take up a private key object; one that JOSE has no use for is refused."""
    found = found_public(private.public_key(), form, place, label)
    return replace(
        found,
        private=None if found.refusal else private,
        is_private=True,
        open_file=not form.endswith("encrypted"),
    )


def refused(form: str, place: str, refusal: Refusal, *, is_private: bool) -> FoundKey:
    """Tell of something that was to be a key."""
    return FoundKey(form, place, is_private=is_private, refusal=refusal)


def unusable(why: str) -> Refusal:
    """Refuse what is damaged; ``why`` is one sentence."""
    return Refusal("key-unusable", f"The key cannot be used: {why}", _AGAIN)


def truncated(what: str) -> Refusal:
    """Refuse what is cut off; ``what`` begins a sentence."""
    return Refusal("key-input-truncated", f"{what} is cut off: its end is missing.", _AGAIN)


def unknown_kind(words: str) -> Refusal:
    """Refuse a kind of key that JOSE does not have."""
    said = f"JOSE has no use for the key: it is {words}."
    return Refusal("key-type-unknown", said, _USABLE)


def unknown_curve(curve: str) -> Refusal:
    """Refuse a key on a curve without a name in JOSE; empty when its name is not known."""
    name = f"the curve {curve}" if curve else "a curve"
    said = f"The key is on {name} that JOSE does not know."
    return Refusal("key-curve-unknown", said, _USABLE)


def password_needed() -> WorkbenchError:
    """The error for something encrypted without a password."""
    return WorkbenchError(
        "key-password-needed",
        "The private key is encrypted and no password was given.",
        "Give the password the key was exported with.",
    )


def password_wrong() -> WorkbenchError:
    """The error for something that the password does not decrypt."""
    return WorkbenchError(
        "key-password-wrong",
        "The private key could not be decrypted: the password is wrong or the text is damaged.",
        "Try the password again.",
    )


def _foreign(public: object) -> tuple[str, Refusal]:
    """Name a key that JOSE has no members for."""
    from cryptography.hazmat.primitives.asymmetric import dh, dsa, ec

    if isinstance(public, ec.EllipticCurvePublicKey):
        curve = public.curve.name
        return f"EC {curve}", unknown_curve(curve)
    if isinstance(public, dsa.DSAPublicKey):
        return "DSA", unknown_kind("a DSA key")
    if isinstance(public, dh.DHPublicKey):
        return "Diffie-Hellman", unknown_kind("a Diffie-Hellman key")
    return "foreign", unknown_kind("of a type without a name in it")
