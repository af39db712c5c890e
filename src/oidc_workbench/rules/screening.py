"""The checks that every token has to pass, asked of many tokens: no verdict, but a quick pass.

A pass says that none of the rules on signature, issuer, audience, expiry and beginning would
reject the token. What does not pass is for the whole catalogue, which says why.
"""

from collections.abc import Mapping

from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.verifier import Verifier
from oidc_workbench.rules.claims import audiences, number
from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.secret import Secret

_VERIFIED = SignatureStatus.VERIFIED
# As issuers write them; any other spelling is for the catalogue.
_TYPES: dict[Purpose | None, tuple[str | None, ...]] = {
    Purpose.ACCESS_TOKEN: ("at+jwt", "JWT", None, "application/at+jwt"),
    Purpose.ID_TOKEN: ("JWT", None),
}


class Screening:
    """Screens ID tokens or access tokens, one after the other.

    Args:
        expectation: what is required. Nothing passes unless it states the purpose, the issuer, and
            the client or audience that the tokens must be for.
        keys: the key sets that may verify them, of which those of another issuer are left out;
            they must not change.
        shared_secret: verifies HS*.
        limits: how much of a token is looked at.
    """

    def __init__(
        self,
        expectation: Expectation,
        keys: tuple[KeySet, ...],
        shared_secret: Secret | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._types = _TYPES.get(expectation.purpose, ())
        own = expectation.audiences
        if expectation.purpose is Purpose.ID_TOKEN:
            own = (expectation.client_id,)
        self._own = frozenset(own) - {""}
        self._issuer = expectation.issuer
        self._leeway = expectation.leeway
        allowed = expectation.signing_algorithms
        own_keys = tuple(one for one in keys if _speaks_for(one.source, self._issuer))
        self._verify = Verifier(
            own_keys, algorithms=allowed, shared_secret=shared_secret, limits=limits
        ).verify

    def passes(self, token: str, now: float) -> bool:
        """Whether a token passes at a time (seconds since the epoch). Never raises."""
        check, head, claims, defects = self._verify(token)
        if check.status is not _VERIFIED or defects or head.get("typ") not in self._types:
            return False
        if not self._issuer or claims.get("iss") != self._issuer:
            return False
        exp = claims.get("exp")
        until = exp if type(exp) is int else number(claims, "exp")
        if until is None or not now < until + self._leeway:
            return False
        if "nbf" in claims and not self._has_begun(claims, now):
            return False
        return not self._own.isdisjoint(audiences(claims))

    def _has_begun(self, claims: Mapping[str, object], now: float) -> bool:
        nbf = number(claims, "nbf")
        return nbf is not None and now + self._leeway >= nbf


def _speaks_for(source: KeySource, issuer: str) -> bool:
    """Whether keys are the issuer's, by the chain of metadata or by what the person says."""
    if source.kind == "issuer":
        return source.bound_to_issuer and source.issuer == issuer
    return source.kind == "supplied" and source.issuer in ("", issuer)
