"""Which keys may be tried on a token: by key ID, type, curve, algorithm and use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oidc_workbench.jose.algorithms import Algorithm
    from oidc_workbench.jose.key_set import KeySet, KeySource, PublicKey

MAX_TRIED = 16
"""Keys tried when the token names none (our policy, against key sets made to waste time)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key and where it came from."""

    key: PublicKey
    source: KeySource


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome of looking for keys.

    Args:
        candidates: to be tried in this order; ``left_out`` fit as well but exceed the cap.
        reason: why there is no candidate, one sentence.
        refused: the first key with the token's key ID that must not be tried.
    """

    candidates: tuple[Candidate, ...] = ()
    left_out: int = 0
    reason: str = ""
    refused: Candidate | None = None


def why_unfit(key: PublicKey, algorithm: Algorithm) -> str:
    """Say why a key must not be tried with an algorithm; empty when it may.

    RFC 7518 §3.1 and §6 (type and curve), RFC 7517 §4.2 (use), §4.3 (key_ops), §4.4 (alg).
    """
    if key.kty != algorithm.kty:
        return f"its type is {_shown(key.kty)}, and {algorithm.name} needs {algorithm.kty}"
    if algorithm.crvs and key.crv not in algorithm.crvs:
        return f"its curve is {_shown(key.crv)}, and {algorithm.name} needs another one"
    if not _names(key, algorithm):
        return f"it is for {_shown(key.alg)} only, and the token says {algorithm.name}"
    if key.use not in {"", "sig"}:
        return f'its use is {_shown(key.use)}, not "sig"'
    if "key_ops" in key.raw and "verify" not in key.key_ops:
        return 'its key_ops do not list "verify"'
    return "" if key.usable else f"it is not usable ({key.problem.rstrip('.')})"


def select(algorithm: Algorithm, kid: str | None, iss: str, sets: Iterable[KeySet]) -> Selection:
    """Choose the keys to try.

    With a key ID only the keys of that name count, even where another one would verify. A key
    supplied by hand may have no name at all (a PEM file never has one); such keys are tried when
    no key bears the name. Without a key ID every key that fits is tried, up to
    :data:`MAX_TRIED`. Of equal keys, the one bound to the token's issuer comes first, and one of
    another issuer last: several issuers may publish the same key.
    """
    sets = tuple(sets)
    named = [
        Candidate(key, one.source)
        for one in sets
        for key in one.keys
        if kid is None or key.kid == kid
    ]
    if not named and kid is not None:
        everything = (Candidate(key, one.source) for one in sets for key in one.keys)
        named = [one for one in everything if _nameless(one)]
    if not named:
        return Selection(reason=f"No key has the key ID {_shown(kid or '')}.")
    fitting = [one for one in named if not why_unfit(one.key, algorithm)]
    if not fitting:
        return _nothing_fits(named, algorithm, kid)
    if len(fitting) > 1:
        fitting.sort(key=lambda one: _distance(one.source, iss))
    return Selection(tuple(fitting[:MAX_TRIED]), max(0, len(fitting) - MAX_TRIED))


def _names(key: PublicKey, algorithm: Algorithm) -> bool:
    """Whether the key's own ``alg`` agrees; EdDSA means what the curve says (RFC 9864 §2.2)."""
    if key.kty == "AKP":
        return key.alg == algorithm.name
    if key.alg in {"", algorithm.name}:
        return True
    return {key.alg, algorithm.name} == {"EdDSA", key.crv}


def _nameless(one: Candidate) -> bool:
    return not one.key.kid and one.source.kind in {"supplied", "vault"}


def _distance(source: KeySource, iss: str) -> int:
    if source.issuer == iss and source.bound_to_issuer:
        return 0
    return 2 if source.issuer not in ("", iss) else 1


def _nothing_fits(named: list[Candidate], algorithm: Algorithm, kid: str | None) -> Selection:
    first = named[0]
    why = why_unfit(first.key, algorithm)
    if kid is not None and first.key.kid == kid:
        return Selection(reason=f"The key {_shown(kid)} cannot be used: {why}.", refused=first)
    if len(named) == 1:
        return Selection(reason=f"The only key cannot be used: {why}.", refused=first)
    return Selection(reason=f"None of the {len(named)} keys fits {algorithm.name}.")


def _shown(text: str) -> str:
    """Names come from strangers: escaped and cut short."""
    return f'"{text[:60].encode("ascii", "backslashreplace").decode("ascii")}"'
