"""Whether a key binding was made for this verifier, this request and this moment (RFC 9901 §7.3).

That its signature is right and that it covers the token, ``jose.sd_binding`` says.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import show, show_nonce, span
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.rules.expectation import Expectation

LONGEST = 300
"""Seconds for which a key binding is taken as made just now (our policy; RFC 9901 sets none)."""


@dataclass(frozen=True, slots=True)
class BindingClaim:
    """One claim of a key binding, compared with what is expected.

    Args:
        holds: None where nothing was stated to compare it with.
        said: one sentence; empty when it is as expected.
    """

    name: str
    holds: bool | None
    said: str = ""


def binding_claims(
    claims: Mapping[str, object], wanted: Expectation, now: float
) -> tuple[BindingClaim, ...]:
    """Compare the audience, the nonce and the time of a key binding (step 5 d to f).

    Args:
        claims: of the key binding JWT.
        wanted: its audiences, else its client, is whom the token is presented to.
        now: seconds since the epoch; NaN when it is not known.
    """
    audiences = wanted.audiences or ((wanted.client_id,) if wanted.client_id else ())
    nonces = () if wanted.nonce is None else (wanted.nonce,)
    aud, nonce = claims.get("aud"), claims.get("nonce")
    return (
        _compared("aud", aud, show(aud), audiences, "the audience"),
        _compared("nonce", nonce, show_nonce(nonce), nonces, "the nonce that was sent"),
        _made_now(claims, wanted.leeway, now),
    )


def _compared(
    name: str, value: object, shown: str, accepted: tuple[str, ...], needs: str
) -> BindingClaim:
    if not accepted:
        return BindingClaim(name, None, f"It says {shown}; state {needs} to compare it.")
    if isinstance(value, str) and value in accepted:
        return BindingClaim(name, True)
    return BindingClaim(name, False, f"It says {shown}.")


def _made_now(claims: Mapping[str, object], leeway: int, now: float) -> BindingClaim:
    iat = number(claims, "iat")
    if iat is None:
        return BindingClaim("iat", False, "It does not say when it was made.")
    if math.isnan(now):
        return BindingClaim("iat", None, "The time of judgement is not known.")
    if iat > now + leeway:
        return BindingClaim("iat", False, f"It was made {span(iat - now)} from now.")
    if iat < now - LONGEST - leeway:
        return BindingClaim("iat", False, f"It was made {span(now - iat)} ago, for another time.")
    return BindingClaim("iat", True)
