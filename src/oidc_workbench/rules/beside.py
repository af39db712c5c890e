"""What the other tokens of a text are worth, when several were pasted together."""

from collections.abc import Iterator
from dataclasses import replace

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import NAMES, Inspection, inspect
from oidc_workbench.rules.outcome import Verdict
from oidc_workbench.rules.screening import Screening
from oidc_workbench.values import dataclass

PASSED = "Signature, issuer, audience and times are right; inspect it by itself for the rest."
_PURPOSES = {name: purpose for purpose, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Beside:
    """A token that stood beside the one that was inspected.

    Args:
        verdict: by the whole catalogue; None for a token that passed the screening, which is no
            verdict.
    """

    name: str
    verdict: Verdict | None

    @property
    def said(self) -> str:
        """One sentence about it."""
        return self.verdict.headline if self.verdict is not None else PASSED


def beside(
    inspection: Inspection,
    keys: tuple[KeySet, ...],
    context: RunContext,
    now: float,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Beside]:
    """Look at every other token of the text, by the same expectation and keys.

    A token is what its name in the text says, else what it seems to be by itself. The nonce and
    the hashes of a run belong to the token that was inspected, so they are left out here.
    """
    wanted = inspection.expectation
    if inspection.verdict.purpose is Purpose.ID_TOKEN:
        wanted = replace(wanted, nonce=None)
    known: dict[Purpose | None, tuple[Expectation, Screening]] = {}
    own = RunContext(metadata=context.metadata, shared_secret=context.shared_secret)
    for token in inspection.reading.named:
        if token.text == inspection.reading.token:
            continue
        purpose = _PURPOSES.get(token.name.partition(" ")[0])
        if purpose not in known:
            asked = replace(wanted, purpose=purpose)
            known[purpose] = asked, Screening(asked, keys, context.shared_secret, limits)
        asked, screening = known[purpose]
        passed = screening.passes(token.text, now)
        judged = None if passed else inspect(token.text, asked, keys, own, now, limits=limits)
        yield Beside(token.name, judged.verdict if judged else None)
