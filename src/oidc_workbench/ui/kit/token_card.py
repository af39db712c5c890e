"""What is told of an obtained token at a glance. No Qt in here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from oidc_workbench.flows.step import ObtainedToken, Step, TokenKind
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Decision, Severity
from oidc_workbench.ui.kit.human_time import countdown

TITLES: Mapping[TokenKind, str] = {
    "id_token": "ID token",
    "access_token": "Access token",
    "refresh_token": "Refresh token",
}
_VERDICTS = {
    Decision.ACCEPT: ("accepted", "ok"),
    Decision.REJECT: ("rejected", "error"),
    Decision.UNDECIDED: ("undecided", "warning"),
}
FORGED_CHIP = ("forged here", "warning")
_NAMES = ("preferred_username", "name", "email", "sub")


@dataclass(frozen=True, slots=True)
class TokenCard:
    """One token of a run.

    Args:
        inspection: its judgement; None for a token that only its issuer can read.
        expires_at: seconds since the epoch; None when nobody said.
    """

    token: ObtainedToken
    inspection: Inspection | None = None
    expires_at: float | None = None

    @property
    def title(self) -> str:
        """What kind of token it is, by name."""
        return TITLES[self.token.kind]

    @property
    def chips(self) -> tuple[tuple[str, str], ...]:
        """The verdict and the number of warnings, as text and tone."""
        made = (FORGED_CHIP,) if self.token.forged else ()
        if self.inspection is None:
            return made
        verdict = self.inspection.verdict
        warnings = sum(f.severity is Severity.WARNING for f in verdict.findings)
        plural = "" if warnings == 1 else "s"
        extra = ((f"{warnings} warning{plural}", "warning"),) if warnings else ()
        return (*made, _VERDICTS[verdict.decision], *extra)

    @property
    def summary(self) -> str:
        """Whom it is about, or what form it has."""
        reading = self.inspection.reading if self.inspection else None
        if reading is None or reading.form is TokenForm.OPAQUE:
            return "opaque"
        if self.token.kind == "id_token":
            named = (reading.claims.get(name) for name in _NAMES)
            return next((str(value) for value in named if value), "nobody named")
        typ = reading.head.get("typ")
        return f"JWT, {typ}" if typ else "JWT"

    def expiry(self, now: float) -> str:
        """How long it still lives, for a countdown; empty when nobody said."""
        if self.expires_at is None:
            return ""
        left = self.expires_at - now
        return f"expires in {countdown(left)}" if left > 0 else "expired"


def cards_of(step: Step) -> tuple[TokenCard, ...]:
    """The cards for the tokens that a step gained."""
    lifetime = _expires_in(step)
    inspections = dict(step.inspections)
    return tuple(_card(token, inspections.get(token.kind), lifetime) for token in step.tokens)


def _card(token: ObtainedToken, inspection: Inspection | None, lifetime: float | None) -> TokenCard:
    ends = token.obtained_at + lifetime if lifetime and token.kind == "access_token" else None
    return judged(TokenCard(token, None, ends), inspection)


def judged(card: TokenCard, inspection: Inspection | None) -> TokenCard:
    """The card with its judgement; a token's own ``exp`` counts more than ``expires_in``."""
    if inspection is None:
        return card
    exp = number(inspection.claims, "exp")
    return TokenCard(card.token, inspection, card.expires_at if exp is None else exp)


def _expires_in(step: Step) -> float | None:
    """``expires_in`` of the token response (RFC 6749 §5.1), read leniently."""
    for exchange in step.exchanges:
        try:
            answer = json.loads(exchange.response.body if exchange.response else b"")
        except ValueError:
            continue
        value = answer.get("expires_in") if isinstance(answer, dict) else None
        if isinstance(value, int | float | str) and str(value).replace(".", "", 1).isdigit():
            return float(value)
    return None
