"""Which keys may be tried on an encrypted token: by kind, key ID, type, curve, algorithm, use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.jose.encryption_algorithms import is_direct

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.encryption_algorithms import ContentEncryption, KeyManagement

MAX_TRIED = 16
"""Keys tried when the token names none; our policy."""

# RFC 7517 §4.3: what a key is for, where it says so.
_OPERATIONS = {
    "rsa": ("decrypt", "unwrapKey"),
    "ecdh": ("deriveKey", "deriveBits"),
    "key-wrap": ("unwrapKey",),
    "gcm-key-wrap": ("unwrapKey", "decrypt"),
    "direct": ("decrypt",),
    "password": ("deriveKey", "deriveBits", "unwrapKey"),
}
_CURVES = ("P-256", "P-384", "P-521", "X25519", "X448")


@dataclass(frozen=True, slots=True)
class DecryptionSelection:
    """The keys to try in this order, or why there is none."""

    keys: tuple[DecryptionKey, ...] = ()
    reason: str = ""
    refused: DecryptionKey | None = None


def select_for_decryption(
    keys: tuple[DecryptionKey, ...], kid: object, alg: KeyManagement, enc: ContentEncryption
) -> DecryptionSelection:
    """Choose the keys to try.

    With a key ID the keys of that name count, and where none bears it those without a name.
    Passwords and client secrets have no name, and are always meant.
    """
    if not keys:
        return DecryptionSelection(reason="No decryption key was given.")
    named = [one for one in keys if isinstance(kid, str) and one.public.kid == kid]
    if kid is not None and not named:
        named = [one for one in keys if not one.public.kid]
    elif kid is None:
        named = list(keys)
    if not named:
        shown = str(kid)[:60].encode("ascii", "backslashreplace").decode("ascii")
        return DecryptionSelection(reason=f'No decryption key has the key ID "{shown}".')
    fitting = [one for one in named if not why_unfit_to_decrypt(one, alg, enc)]
    if fitting:
        return DecryptionSelection(tuple(fitting[:MAX_TRIED]))
    if len(named) == 1:
        why = why_unfit_to_decrypt(named[0], alg, enc)
        return DecryptionSelection(reason=f"The key cannot be used: {why}.", refused=named[0])
    return DecryptionSelection(reason=f"None of the {len(named)} keys fits {alg.name}.")


def why_unfit_to_decrypt(key: DecryptionKey, alg: KeyManagement, enc: ContentEncryption) -> str:
    """Say why a key must not be tried (RFC 7517 §4.2-4.4, RFC 7518 §4); empty when it may."""
    return _wrong_kind(key, alg) or _wrong_size(key, alg, enc) or _wrong_purpose(key, alg, enc)


def octets_needed(alg: KeyManagement, enc: ContentEncryption) -> int:
    """Return how long a symmetric key must be; 0 for any length."""
    if alg.family == "direct":
        return enc.key_octets
    return alg.bits // 8 if alg.family in {"key-wrap", "gcm-key-wrap"} else 0


def _wrong_kind(key: DecryptionKey, alg: KeyManagement) -> str:
    if alg.family in {"rsa", "ecdh"}:
        if key.kind != "private":
            return f"{alg.name} needs a private key"
        fits = key.public.kty == "RSA" if alg.family == "rsa" else key.public.crv in _CURVES
        return "" if fits else f"its type or curve does not fit {alg.name}"
    if alg.family == "password":
        by_name = key.kind == "octets" and key.public.alg == alg.name
        return "" if key.kind == "password" or by_name else f"{alg.name} needs a password"
    return "" if key.kind in {"octets", "client-secret"} else f"{alg.name} needs a symmetric key"


def _wrong_size(key: DecryptionKey, alg: KeyManagement, enc: ContentEncryption) -> str:
    needed = octets_needed(alg, enc)
    if not key.octets and key.kind != "private":
        return "it is empty"
    if key.kind != "octets" or not needed or len(key.octets) == needed:
        return ""
    return f"it has {len(key.octets)} octets, and {needed} are needed"


def _wrong_purpose(key: DecryptionKey, alg: KeyManagement, enc: ContentEncryption) -> str:
    public = key.public
    # The key of "dir" encrypts the content itself, so it may be named after that algorithm.
    allowed = {"", alg.name} | ({enc.name} if is_direct(alg) and alg.family == "direct" else set())
    if public.alg not in allowed:
        return f"it is for {public.alg[:40]!a} only, and the token says {alg.name}"
    if public.use not in {"", "enc"}:
        return f'its use is {public.use[:40]!a}, not "enc"'
    if "key_ops" in public.raw and not set(_OPERATIONS[alg.family]) & set(public.key_ops):
        return "its key_ops do not allow it"
    return ""
