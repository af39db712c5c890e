"""What makes the window appear sooner, done before anything else of it (docs/adr/0010)."""

import builtins
import gc


def start_quickly() -> None:
    """Load Qt without what only costs time; ``ui/collector`` collects from the first paint on.

    The garbage collector walks several times over all that is being loaded, of which nothing is
    garbage. And PySide replaces ``__import__`` so that ``from __feature__ import snake_case`` can
    work: its hook reads the source text of every module that is imported from then on, and keeps
    it, only to see whether the module uses PySide. This program uses no such feature.
    """
    gc.disable()
    import PySide6.QtCore  # noqa: F401 - loading it is what puts the hook in

    original = getattr(builtins, "__orig_import__", None)  # PySide's own name for the real one
    if original is not None:
        builtins.__import__ = original
