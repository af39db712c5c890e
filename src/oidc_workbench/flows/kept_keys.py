"""Issuers' keys for the length of a session: kept while fresh, asked for again at a limited rate.

Nothing is ever asked of an issuer that was not asked before by the person's own act.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from oidc_workbench.workspace.profile import Provider

PAUSE = 60.0
"""Seconds between two fetches for the sake of unknown key IDs (our policy): OIDC Core §10.1.1 asks
for a refetch, and a forged kid must not cause one each time."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    found: T
    at: float
    until: float


class KeptKeys(Generic[T]):
    """Keeps what issuers published. Times are seconds of a clock that never jumps."""

    def __init__(self) -> None:
        self._kept: dict[Provider, _Kept[T]] = {}
        self._asked_for: set[tuple[Provider, str]] = set()

    def keep(self, provider: Provider, found: T, elapsed: float, lifetime: float) -> None:
        """Keep what was just fetched.

        Args:
            provider: as it was asked; with other settings it is another one.
            found: what it published.
            elapsed: now.
            lifetime: seconds for which it may be used again.
        """
        self._kept[provider] = _Kept(found, elapsed, elapsed + lifetime)

    def fresh(self, provider: Provider, elapsed: float) -> T | None:
        """Return what may still be used without asking again."""
        kept = self._kept.get(provider)
        return kept.found if kept is not None and elapsed < kept.until else None

    def may_ask_again(self, provider: Provider, kid: str, elapsed: float) -> bool:
        """Whether the issuer may be asked once more since a token names a key it did not publish.

        True at most once for each key ID, and never sooner than :data:`PAUSE` after the issuer
        was asked last. Answering True counts as asking.
        """
        kept = self._kept.get(provider)
        if kept is None or (provider, kid) in self._asked_for or elapsed < kept.at + PAUSE:
            return False
        self._asked_for.add((provider, kid))
        return True
