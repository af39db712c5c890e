"""What a key can be for, by its type, curve and size: its uses and algorithms to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.encryption_algorithms import KEY_MANAGEMENT, encryption_algorithms_of
from oidc_workbench.jose.signing_key import algorithms_of

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import PublicKey

AGREEMENT_CURVES = ("X25519", "X448")
"""Keys on these agree on keys and do not sign (RFC 8037 §3.2)."""
_SIGNING_CURVES = ("Ed25519", "Ed448", "secp256k1")
_ENCRYPTING_OPERATIONS = frozenset({"decrypt", "unwrapKey", "deriveKey", "deriveBits"})
_MACS = {"HS256": 256, "HS384": 384, "HS512": 512}


def uses_of(key: PublicKey) -> tuple[str, ...]:
    """Return what a key can be for, ``sig`` or ``enc`` (RFC 7517 §4.2), the usual one first."""
    if key.crv in AGREEMENT_CURVES:
        return ("enc",)
    only_signs = key.kty == "AKP" or key.crv in _SIGNING_CURVES
    return ("sig",) if only_signs else ("sig", "enc")


def use_of(key: PublicKey) -> str:
    """Return what a key is for: as stated, by its operations or algorithm, else the usual one."""
    possible = uses_of(key)
    if key.use in possible:
        return key.use
    encrypts = _ENCRYPTING_OPERATIONS & set(key.key_ops) or key.alg in KEY_MANAGEMENT
    return "enc" if encrypts and "enc" in possible else possible[0]


def algorithms_for_use(key: PublicKey, use: str, bits: int = 0) -> tuple[str, ...]:
    """Return the algorithms that fit a key, the recommended one first; not by its own ``alg``.

    Args:
        key: its public part.
        use: ``sig`` or ``enc``.
        bits: the size of a symmetric key.
    """
    if use not in uses_of(key):
        return ()
    if key.kty == "oct":
        return _symmetric(use, bits)
    if use == "enc":
        return encryption_algorithms_of(key.kty)
    return algorithms_of(key if key.kty == "AKP" else replace(key, alg=""))


def _symmetric(use: str, bits: int) -> tuple[str, ...]:
    if use == "sig":
        return tuple(alg for alg, least in _MACS.items() if bits >= least)
    wrapping = (one.name for one in KEY_MANAGEMENT.values() if one.family.endswith("key-wrap"))
    fitting = tuple(name for name in wrapping if KEY_MANAGEMENT[name].bits == bits)
    return (*fitting, "dir")
