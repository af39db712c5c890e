"""Take off what a token was pasted in, and say what was taken off.

Nothing inside the token is ever changed in silence: each layer is named, and what remains is
exactly what is verified.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oidc_workbench.jose.excerpt import Excerpt
from oidc_workbench.jose.json_layers import off_json
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.text_layers import (
    off_headers,
    off_lines,
    off_parameters,
    off_percent,
    off_prose,
    off_quotes,
    off_scheme,
)
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.peeled import Peeled
    from oidc_workbench.jose.reading import Defect, Wrapping

_LAYERS = 6
_PLAIN = re.compile(r"[A-Za-z0-9._~+/=-]*+", re.ASCII)
_STEPS: tuple[Callable[[Excerpt], Peeled | None], ...] = (
    off_quotes,
    off_headers,
    off_scheme,
    off_lines,
    off_parameters,
    off_percent,
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A text with every layer off, and what the layers were, from the outside in."""

    token: Excerpt
    wrappings: tuple[Wrapping, ...] = ()
    named: tuple[tuple[str, Excerpt], ...] = ()
    defects: tuple[Defect, ...] = ()


def unwrap(text: str, limits: Limits = DEFAULT_LIMITS) -> Unwrapped:
    """Find the token in a pasted text; a text that holds none gives an empty one."""
    result = Unwrapped(Excerpt(text, text).stripped())
    if len(text) > limits.text_characters:
        return result
    for _ in range(_LAYERS):
        peeled = _peel(result.token, limits)
        if peeled is None:
            break
        result = Unwrapped(
            peeled.rest.stripped(),
            (*result.wrappings, peeled.wrapping),
            result.named or peeled.named,
            (*result.defects, *peeled.defects),
        )
    return result


def _peel(text: Excerpt, limits: Limits) -> Peeled | None:
    if _PLAIN.fullmatch(text.text):
        return off_parameters(text) if "=" in text.text else None
    found = off_json(text, limits)
    if found is None:
        found = next((peeled for step in _STEPS if (peeled := step(text))), None)
    return found or off_prose(text, limits)
