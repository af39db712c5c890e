"""The certificates of the token in front, and the roots that the person chose. No Qt.

Roots are kept for this session. Without one a chain is only claimed.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.inspector.chains import (
    ChainShown,
    ChainsShown,
    chains_in,
    judge_chains,
)

if TYPE_CHECKING:
    from cryptography import x509

    from oidc_workbench.rules.inspection import Inspection

_MINUTE = 60  # seconds between two looks at the validity while the clock goes on


class Chaining:
    """Validates chains off the GUI thread, and keeps the roots that the person chose.

    Args:
        show: called with what is shown; None for a token without certificates.
    """

    def __init__(self, context: PaneContext, show: Callable[[ChainsShown | None], None]) -> None:
        self._context = context
        self._show = show
        self._job: Job | None = None
        self._roots: tuple[x509.Certificate, ...] = ()
        self._label = ""  # says what the roots are
        self._shown: ChainsShown | None = None
        self._of: object = None
        self._inspection: Inspection | None = None

    def follow(self, inspection: "Inspection") -> None:
        """Judge the chains of a token, unless that was done already."""
        self._inspection = inspection
        found = chains_in(inspection)
        if not found:
            self._of = None
            if self._shown is not None:
                self._tell(None)
            return
        subject = (found, inspection.reading.token, inspection.judged_at // _MINUTE, self._roots)
        if subject != self._of:
            self._of = subject
            self._judge(inspection)

    def use_text(self, text: str) -> None:
        """Trust the certificates in a pasted text as roots."""
        self._read(text.encode("utf-8", "surrogatepass"), "pasted")

    def load(self, path: str) -> None:
        """Trust the certificates in a file as roots."""
        from oidc_workbench.jose.root_certificates import MOST_OCTETS

        files, name = self._context.services.files, path.replace("\\", "/").rpartition("/")[2]
        self._begin(f"Reading {name}")

        def read(data: bytes) -> None:
            self._read(data, f"from {shorten(name, 60)}")

        self._job = self._context.runner.run(
            lambda: files.open(path, MOST_OCTETS), read, self._failed
        )

    def forget(self) -> None:
        """Trust no root any more."""
        self._trust((), "")

    def cancel(self) -> None:
        """Stop reading a root."""
        self.close()
        self._of = None
        if self._shown is not None:
            self._tell(replace(self._shown, busy=""))

    def restart(self) -> None:
        """Begin anew with the next token, whatever it is; the roots stay chosen."""
        self.close()
        self._of = self._shown = self._inspection = None

    def close(self) -> None:
        """Stop what goes on, without telling anybody."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _read(self, data: bytes, label: str) -> None:
        def work() -> "tuple[x509.Certificate, ...]":
            from oidc_workbench.jose.root_certificates import read_certificates

            return read_certificates(data)

        def done(found: "tuple[x509.Certificate, ...]") -> None:
            plural = "" if len(found) == 1 else "s"
            self._trust(found, f"{len(found)} root{plural}, {label}")

        self._begin("Reading the certificates")
        self._job = self._context.runner.compute(work, done, self._failed)

    def _trust(self, roots: "tuple[x509.Certificate, ...]", label: str) -> None:
        self._job, self._roots, self._label = None, roots, label
        shown = self._shown or ChainsShown(roots=self._label)
        self._tell(replace(shown, roots=label, problem="", busy=""))
        if self._inspection is not None:
            self.follow(self._inspection)

    def _judge(self, inspection: "Inspection") -> None:
        self.close()
        roots = self._roots

        def done(chains: tuple[ChainShown, ...]) -> None:
            self._job = None
            self._tell(
                replace(self._shown or ChainsShown(roots=self._label), chains=chains, busy="")
            )

        self._job = self._context.runner.compute(
            lambda: judge_chains(inspection, roots), done, self._failed
        )

    def _begin(self, what: str) -> None:
        self.close()
        self._tell(replace(self._shown or ChainsShown(roots=self._label), busy=what, problem=""))

    def _failed(self, error: WorkbenchError) -> None:
        self._job = None
        self._tell(
            replace(self._shown or ChainsShown(roots=self._label), problem=str(error), busy="")
        )

    def _tell(self, shown: ChainsShown | None) -> None:
        self._shown = shown
        self._show(shown)
