"""The times of a token on one line, and whether it is valid at a moment. No Qt in here."""

from collections.abc import Mapping
from dataclasses import dataclass

from oidc_workbench.rules.claims import number
from oidc_workbench.ui.kit.human_time import absolute, moment, relative

NAMES = ("auth_time", "iat", "nbf", "exp")
_MARGIN = 0.12
_REACH = 1.5


@dataclass(frozen=True, slots=True)
class TimeModel:
    """What the ruler draws.

    Args:
        marks: the time claims that are there, by name, in seconds since the epoch.
        now: the moment it really is.
        judged_at: the moment it is judged at; equal to now unless the person chose another.
        leeway: seconds of clock difference that are tolerated.
        follows: whether ``judged_at`` follows the clock.
    """

    marks: tuple[tuple[str, float], ...]
    now: float
    judged_at: float
    leeway: int
    follows: bool = True

    def at(self, name: str) -> float | None:
        """The moment of one mark."""
        return dict(self.marks).get(name)

    @property
    def begins(self) -> float | None:
        """From when on it is meant to be valid: ``nbf``, else ``iat``."""
        nbf = self.at("nbf")
        return self.at("iat") if nbf is None else nbf

    @property
    def ends(self) -> float | None:
        """Until when it is valid."""
        return self.at("exp")

    @property
    def bounds(self) -> tuple[float, float]:
        """The stretch of time to draw: the token's life and what lies near it.

        What lies further away than the life is long stays outside, so that the life itself can
        be seen; it is then drawn at the edge, with an arrow.
        """
        near = [at for at in (self.begins, self.ends) if at is not None and moment(at)]
        near = near or [self.judged_at]
        first, last = min(near), max(near) + self.leeway
        reach = max(last - first, 60.0) * _REACH
        for at in (*(at for _, at in self.marks), self.judged_at, self.now):
            if first - reach <= at <= last + reach:
                first, last = min(first, at), max(last, at)
        margin = max((last - first) * _MARGIN, 30.0)
        return first - margin, last + margin

    @property
    def sentence(self) -> str:
        """The same in words, for who does not see the picture."""
        marks = "; ".join(
            f"{name} {absolute(at, self.now)}, {relative(at, self.now)}" for name, at in self.marks
        )
        judged = "now" if self.follows else absolute(self.judged_at, self.now)
        return f"Judged at {judged}, leeway {self.leeway} seconds. {marks or 'No time claims.'}"


def time_model(
    claims: Mapping[str, object], now: float, judged_at: float | None, leeway: int
) -> TimeModel:
    """Read the time claims (RFC 7519 §4.1, OpenID Connect Core §2); others are left out."""
    found = ((name, number(claims, name)) for name in NAMES)
    marks = tuple((name, at) for name, at in found if at is not None)
    at = now if judged_at is None else judged_at
    return TimeModel(marks, now, at, leeway, follows=judged_at is None)
