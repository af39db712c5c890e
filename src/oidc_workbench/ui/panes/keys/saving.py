"""Writes public parts into files that the person chose. No Qt."""

from collections.abc import Callable

from oidc_workbench.ui.panes.keys.desk import Desk, Place
from oidc_workbench.ui.panes.keys.public_side import PublicSide


class Saving:
    """Saves what may be known of a key.

    Args:
        public: gives the selected key's public side.
    """

    def __init__(self, desk: Desk, public: Callable[[], PublicSide]) -> None:
        self._desk, self._public = desk, public

    def save_public(self, form: str, path: str) -> None:
        """Save the public key in one of its forms."""
        self.save("public", self._public().form(form).encode(), path)

    def save(self, place: Place, data: bytes, path: str) -> None:
        """Write a file, and say at a place that it was done."""
        files = self._desk.services.files

        def saved(_nothing: None) -> None:
            self._desk.tell(place, f"Saved to {path}.", "It is public: safe to send.")

        self._desk.run(place, f"Writing {path}", lambda: files.save(path, data), saved, asks=False)
