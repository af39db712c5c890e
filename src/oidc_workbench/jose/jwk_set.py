"""JWK Sets (RFC 7517 §5), read key by key; one bad key never hides the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.limits import DEFAULT_LIMITS, KEYS, kibibytes
from oidc_workbench.jose.pem_keys import has_pem, keys_of_der, keys_of_pem
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.reading import Defect
from oidc_workbench.jose.thumbprint import REQUIRED
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oidc_workbench.jose.key_set import KeySource, PublicKey
    from oidc_workbench.jose.limits import Limits


def key_set_of(keys: Iterable[PublicKey], source: KeySource) -> KeySet:
    """Make a set of keys that are already read."""
    return KeySet(tuple(keys), source)


def read_key_set(text: bytes | str, source: KeySource, limits: Limits = DEFAULT_LIMITS) -> KeySet:
    """Read a JWK Set, a single JWK, PEM keys and certificates, or one of these in DER.

    Never raises. What is wrong lies in the defects, under the ids of the rules that judge it
    (``jwks-malformed``, ``jwks-private-key``, ``jwks-symmetric-key``, ``jwks-kid``,
    ``json-duplicate-member``, ``limit-size-depth`` …, and ``jwk-kty-unknown`` for a key of a type
    that is skipped); the segment ``keys[2]`` names the third key.
    """
    octets = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(octets) > limits.key_set_octets:
        most = kibibytes(limits.key_set_octets)
        return _refused(source, "limit-size-depth", f"It is larger than {most}; it was not read.")
    if has_pem(octets):
        keys, defects = keys_of_pem(octets)
        return KeySet(keys, source, defects)
    if octets[:1] == b"\x30":
        keys, defects = keys_of_der(octets)
        return KeySet(keys, source, defects)
    return _read_json(octets, source, limits)


def _refused(source: KeySource, code: str, message: str) -> KeySet:
    return KeySet((), source, (Defect(code, message),))


def _read_json(octets: bytes, source: KeySource, limits: Limits) -> KeySet:
    document, found = scan(octets, max_depth=limits.nesting)
    listed = document.mapping.get("keys")
    if isinstance(listed, list):
        entries = listed
    elif "kty" in document.mapping:
        entries = [document.value]
    else:
        said = 'It is no JWK Set: there is no JSON object with an array "keys".'
        return KeySet((), source, (*found, Defect("jwks-malformed", said)))
    defects = list(found)
    if not document.is_json:
        defects.append(Defect("jwks-malformed", "More follows after the JSON object."))
    most = limits.keys
    if len(entries) > most:
        said = f"It holds {len(entries)} keys; only the first {most} were read (limit {KEYS})."
        defects.append(Defect("limit-size-depth", said))
    keys: list[PublicKey] = []
    for index, entry in enumerate(entries[:most]):
        key = public_key(entry if isinstance(entry, dict) else {})
        defects.extend(_defects_of(entry, key, f"keys[{index}]"))
        keys.append(key)
    defects.extend(_repeated_names(keys))
    return KeySet(tuple(keys), source, tuple(defects))


def _defects_of(entry: object, key: PublicKey, place: str) -> Iterator[Defect]:
    if not isinstance(entry, dict):
        yield Defect("jwks-malformed", "It is not a JSON object.", place)
        return
    private = sorted(PRIVATE_JWK_MEMBERS & entry.keys() - {"k"})
    if private:
        said = f"It holds private members: {', '.join(private)}."
        yield Defect("jwks-private-key", said, place)
    if key.kty == "oct" or "k" in entry:
        yield Defect("jwks-symmetric-key", "It is a symmetric key, which is a secret.", place)
    elif key.kty and key.kty not in REQUIRED:
        yield Defect("jwk-kty-unknown", key.problem, place)
    elif not key.usable:
        yield Defect("jwks-malformed", key.problem, place)
    if "kid" in entry and not isinstance(entry["kid"], str):
        yield Defect("jwks-kid", 'The member "kid" is not a string.', place)


def _repeated_names(keys: list[PublicKey]) -> Iterator[Defect]:
    """The same ``kid`` may stand on keys of different types (RFC 7517 §4.5)."""
    counts = Counter((key.kid, key.kty) for key in keys if key.kid)
    for (kid, kty), count in counts.items():
        if count > 1:
            shown = kid[:60].encode("ascii", "backslashreplace").decode("ascii")
            kind = kty[:20].encode("ascii", "backslashreplace").decode("ascii")
            yield Defect("jwks-kid", f'{count} {kind} keys have the same key ID "{shown}".')
