"""The fingerprint that one flawed generator left in every RSA modulus it made (CVE-2017-15361)."""

from functools import lru_cache

_GENERATOR = 65537
_PRIMES = (
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
    97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
)  # fmt: skip


@lru_cache(maxsize=64)
def has_roca_fingerprint(modulus: int) -> bool:
    """Whether a modulus is a power of 65537 modulo every small prime.

    The primes of the flawed generator all have the form k·M + (65537^a mod M), with M the product
    of small primes. A modulus of another generator passes this by chance about once in 2^27.
    """
    return modulus > 1 and all(modulus % p in powers for p, powers in _subgroups())


@lru_cache(maxsize=1)
def _subgroups() -> tuple[tuple[int, frozenset[int]], ...]:
    """Of every prime, the numbers that 65537 generates; the most telling primes first."""
    found = [(p, frozenset(pow(_GENERATOR, e, p) for e in range(p - 1))) for p in _PRIMES]
    return tuple(sorted(found, key=lambda one: len(one[1]) / one[0]))
