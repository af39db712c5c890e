"""The token set beside another one. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.reading import Reading
from oidc_workbench.rules.comparison import Comparison, compare
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.inspector.source import label_of


@dataclass(frozen=True, slots=True)
class Compared:
    """What the token is compared with.

    Args:
        label: what the other token is; empty while there is none.
        problem: why there is nothing to compare with.
        forged: the token in front was made here.
    """

    label: str = ""
    comparison: Comparison | None = None
    problem: str = ""
    text: str = field(default="", repr=False)
    forged: bool = False


class Comparing:
    """Compares the token in front with one of the session, or with a pasted one.

    Args:
        reading: gives the token in front.
        show: told of every change.
    """

    def __init__(
        self,
        context: PaneContext,
        reading: Callable[[], Reading | None],
        show: Callable[[Compared], None],
    ) -> None:
        self._context = context
        self._reading = reading
        self._show = show
        self._with: tuple[str, str] | None = None

    def with_run(self, index: int) -> None:
        """Compare with a token that was obtained in this session."""
        tokens = self._context.bench.state.tokens
        if 0 <= index < len(tokens):
            self._choose(label_of(tokens[index]), tokens[index].text)

    def with_pasted(self, text: str) -> None:
        """Compare with a pasted token."""
        if text.strip():
            forged = self._context.bench.state.is_forged(text.strip())
            self._choose("the pasted token, forged here" if forged else "the pasted token", text)
        else:
            self._show(Compared(problem="The clipboard is empty. Copy another token first."))

    def again(self) -> None:
        """Compare anew, after another token came in front."""
        if self._with is not None:
            self._choose(*self._with)

    def stop(self) -> None:
        """Compare with nothing any more."""
        self._with = None
        self._show(Compared())

    def _choose(self, label: str, text: str) -> None:
        self._with = (label, text)
        first = self._reading()
        if first is None:
            return

        def work() -> Comparison:
            from oidc_workbench.jose.reader import read

            return compare(first, read(text))

        made = self._context.bench.state.is_forged(first.token)

        def done(found: Comparison) -> None:
            self._show(Compared(label, found, "", text, forged=made))

        def failed(error: WorkbenchError) -> None:
            self._show(Compared(problem=str(error)))

        self._context.runner.compute(work, done, failed)
