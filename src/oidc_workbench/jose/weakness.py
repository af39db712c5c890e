"""Something about a key that makes it unfit, whatever it is used for."""

from __future__ import annotations

from typing import Literal

from oidc_workbench.values import dataclass


@dataclass(frozen=True, slots=True)
class Weakness:
    """One weakness of a key.

    Args:
        code: the id of the rule that judges it (``rsa-short``, ``ec-invalid`` …).
        message: one sentence about it; a prime factor that was found is never shown.
        severity: what the catalogue of rules says of this case.
    """

    code: str
    message: str
    severity: Literal["error", "warning", "info"] = "error"
