"""Recognising what a token is from the token alone, when nobody has said it."""

from collections.abc import Mapping

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules.claims import audiences, present, typ
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.logout_token import EVENT
from oidc_workbench.values import dataclass

_BY_TYPE = {
    "at+jwt": Purpose.ACCESS_TOKEN,
    "client-authentication+jwt": Purpose.CLIENT_ASSERTION,
    "logout+jwt": Purpose.LOGOUT_TOKEN,
    "dpop+jwt": Purpose.DPOP_PROOF,
}
_ACCESS = ("scope", "scp", "client_id", "cid", "cnf")
_IDENTITY = ("nonce", "auth_time", "email", "preferred_username", "given_name", "sid")


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a token seems to be, and by what that was recognised.

    Args:
        reason: completes "recognised …" (``by its typ at+jwt``).
    """

    purpose: Purpose
    reason: str


def recognise(reading: Reading) -> Recognition:
    """Recognise a token's kind by its typ header, then by its claims.

    An explicit type decides (RFC 8725 §3.11), also one of a kind that is not judged here. What
    fits several kinds is *other*: a guess must not decide what a token is checked for.
    """
    if reading.form is TokenForm.EMPTY:
        return Recognition(Purpose.OTHER, "as nothing, since there is no token")
    if reading.form is TokenForm.OPAQUE:
        return Recognition(Purpose.ACCESS_TOKEN, "since only an access token may be opaque")
    if reading.form is TokenForm.SD_JWT:
        return Recognition(Purpose.OTHER, "as an SD-JWT, which is none of the kinds")
    explicit = typ(reading.head)
    if explicit.endswith("+jwt"):
        purpose = _BY_TYPE.get(explicit, Purpose.OTHER)
        return Recognition(purpose, f"by its typ {explicit[:40]}")
    return _by_claims(reading.claims)


def _by_claims(claims: Mapping[str, object]) -> Recognition:
    events = claims.get("events")
    if isinstance(events, dict) and EVENT in events:
        return Recognition(Purpose.LOGOUT_TOKEN, "by its back-channel logout event")
    if present(claims, "htm") and present(claims, "htu"):
        return Recognition(Purpose.DPOP_PROOF, "by its claims htm and htu")
    if present(claims, "iss") and claims["iss"] == claims.get("sub"):
        return Recognition(Purpose.CLIENT_ASSERTION, "since its issuer is its subject")
    for name in ("at_hash", "c_hash"):
        if present(claims, name):
            return Recognition(Purpose.ID_TOKEN, f"by its claim {name}")
    for purpose, names in ((Purpose.ACCESS_TOKEN, _ACCESS), (Purpose.ID_TOKEN, _IDENTITY)):
        name = next((name for name in names if present(claims, name)), "")
        if name:
            return Recognition(purpose, f"by its claim {name}")
    return _by_audience(claims)


def _by_audience(claims: Mapping[str, object]) -> Recognition:
    aud = audiences(claims)
    if aud and all("://" in value or value.startswith("urn:") for value in aud):
        return Recognition(Purpose.ACCESS_TOKEN, "since its audience is a resource's address")
    return Recognition(Purpose.OTHER, "as none of the kinds, by its typ and claims")
