"""The caps on reading that a person may set, and how far."""

from dataclasses import fields, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.workspace.profile import ReadingLimits

MOST = ReadingLimits(max_token=1024, max_nesting=100, max_keys=10_000)
"""Beyond these the program itself would suffer: a text is a MiB at most, and parsing recurses."""


def limits_of(chosen: ReadingLimits) -> Limits:
    """Return the limits that a choice stands for; all others keep their defaults.

    Raises:
        WorkbenchError: ``limit-invalid`` when one is not positive or above :data:`MOST`.
    """
    for one in fields(chosen):
        value, most = getattr(chosen, one.name), getattr(MOST, one.name)
        if not 1 <= value <= most:
            name = one.name.replace("_", "-")
            raise WorkbenchError(
                "limit-invalid",
                f"The limit {name} is {value}; it must be from 1 to {most}.",
                "Real tokens stay far below the defaults; leave them unless you know why.",
            )
    return replace(
        DEFAULT_LIMITS,
        token_octets=chosen.max_token * 1024,
        nesting=chosen.max_nesting,
        keys=chosen.max_keys,
    )
