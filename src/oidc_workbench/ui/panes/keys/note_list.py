"""What was found about a key, as sentences."""

from oidc_workbench.ui.panes.keys.chipped_lines import ChippedLines
from oidc_workbench.ui.panes.keys.notes import Note


class NoteList(ChippedLines):
    """A chip and a sentence for each note; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: tuple[Note, ...] | None = None

    def show_notes(self, notes: tuple[Note, ...] | None) -> None:
        """Show other notes; None while nothing is known."""
        if notes != self._notes:
            self._notes = notes
            self.show_lines((note.words, note.tone, note.message) for note in notes or ())
