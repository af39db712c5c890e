"""Verifying many tokens against the same keys, at nearly the speed of the signatures alone.

Most tokens of an issuer bear the very same header. What follows from it (the algorithm, the one
key that fits) is worked out with care once, and remembered under the header's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from oidc_workbench.jose.algorithms import ALGORITHMS, ASYMMETRIC, bound, refusals
from oidc_workbench.jose.key_objects import load_public
from oidc_workbench.jose.key_selection import select
from oidc_workbench.jose.lean_segments import LEVELS, parser
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.verification import verify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.algorithms import Attempt
    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.reading import Defect, Reading
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.secret import Secret

    # The check, header and claims (empty where they can't be read), and what is wrong with the
    # text as the reader says it. A bare tuple: a named one costs as much as checking an issuer.
    Verified = tuple[SignatureCheck, Mapping[str, object], Mapping[str, object], tuple[Defect, ...]]

MAX_PLANS = 64
"""Headers remembered at a time; only those of verified tokens are, and an issuer has few."""


class _Plan(NamedTuple):
    """What follows from a header."""

    attempt: Attempt
    check: SignatureCheck
    head: Mapping[str, object]


class Verifier:
    """Reads and verifies tokens one after the other; the answers are those of ``verify(read())``.

    Args:
        key_sets, algorithms, shared_secret: as for
            :func:`~oidc_workbench.jose.verification.verify`. The sets must not change.
        limits: as for :func:`~oidc_workbench.jose.reader.read`.
    """

    def __init__(
        self,
        key_sets: tuple[KeySet, ...],
        *,
        algorithms: tuple[str, ...] = (),
        shared_secret: Secret | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._key_sets = key_sets
        self._algorithms = algorithms
        self._secret = shared_secret
        self._limits = limits
        # The parser knows no limit on nesting but its own.
        self._most = limits.token_octets if limits.nesting >= LEVELS else -1
        self._plans: dict[str, _Plan] = {}
        self._parse, self._refusals = parser(), refusals()

    def verify(self, token: str) -> Verified:
        """Read and verify a token; never raises.

        Only a token that is right is answered here. All else is read and verified with care, which
        also finds out what to say about it.
        """
        parts = self._parse(token) if len(token) <= self._most else None
        if parts is None:
            return self._carefully(token)
        header, signed, claims, signature = parts
        plan = self._plans.get(header)
        if plan is not None and signature:
            attempt, check, head = plan
            try:
                if not attempt(signed.encode(), signature):
                    return check, head, claims, ()
            except self._refusals:
                pass  # the careful way says what it is
        return self._carefully(token)

    def _carefully(self, token: str) -> Verified:
        reading = read(token, self._limits)
        check = verify(
            reading, self._key_sets, algorithms=self._algorithms, shared_secret=self._secret
        )
        if check.verified and not reading.defects:
            self._learn(reading, check)
        return check, reading.head, reading.claims, reading.defects

    def _learn(self, reading: Reading, check: SignatureCheck) -> None:
        """Remember a header that leads to one key, whatever the claims say."""
        head = reading.head
        if check.alg not in ASYMMETRIC or "crit" in head or "b64" in head:
            return
        algorithm = ALGORITHMS[check.alg]
        kid = None if head.get("kid") is None else check.kid
        found = select(algorithm, kid, "", self._key_sets)
        if len(found.candidates) != 1 or found.candidates[0].key is not check.key:
            return
        key = load_public(found.candidates[0].key.raw)
        if len(self._plans) >= MAX_PLANS:
            self._plans.clear()
        plan = _Plan(bound(algorithm, key), check, head)
        self._plans[reading.segments[0].raw] = plan
