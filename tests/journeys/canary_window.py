"""The window in a process of its own; a person enters and uses secrets that are looked for.

What it needs comes on standard input, as for ``canary_program``.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from PySide6.QtCore import QEventLoop, QTimer

from oidc_workbench.app import Program, application
from oidc_workbench.jose.key_import import read_keys
from oidc_workbench.report.formats import FORMATS
from oidc_workbench.secret import Secret
from oidc_workbench.ui.crash_dialog import CrashDialog
from oidc_workbench.ui.panes.inspector.reports import CASE_SUFFIX
from oidc_workbench.ui.panes.provider.client_draft import ClientDraft
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Provider

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.errors import WorkbenchError
    from oidc_workbench.jose.imported_keys import ImportedKey
    from oidc_workbench.ui.panes.inspector.view import InspectorPane
    from oidc_workbench.ui.panes.provider.view import ProviderPane
    from oidc_workbench.ui.panes.service_token.view import ServicePane

PATIENCE = 60_000  # milliseconds


class Person:
    """Somebody before the window."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job, self.home = job, Path(os.environ["HOME"])
        self.app = application()
        self.program = Program(self.app)
        self.program.window.show()
        # A first start brings the practice provider, and chooses it.
        self.until(lambda: self.program.bench.state.practice and self.program.bench.state.keys)

    def until(self, happened: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        loop, looks, end = QEventLoop(), QTimer(), QTimer()
        looks.timeout.connect(lambda: loop.quit() if happened() else None)
        looks.start(20)
        end.setSingleShot(True)
        end.timeout.connect(loop.quit)
        end.start(PATIENCE)
        loop.exec()
        assert happened(), "it did not happen"

    def pane(self, name: str) -> Any:
        self.program.window.show_pane(name)
        return self.program.window.pane(name)

    def failed(self, error: WorkbenchError) -> NoReturn:
        raise AssertionError(str(error))

    def enter_client(self) -> None:
        """Enter a provider, and a client with its secret."""
        before = self.program.bench.state.workspace
        provider = Provider("p", "Provider", self.job["issuer"])
        self.program.bench.change(
            workspace=replace(before, providers=(*before.providers, provider))
        )
        self.program.bench.select("p")
        pane: ProviderPane = self.pane("provider")
        pane.presenter.add_client()
        draft = ClientDraft(
            name="Job", client_id="canary-basic", actor="service",
            auth_method="client_secret_basic", scopes="api:read", resource="urn:api:jwt",
        )  # fmt: skip
        pane.presenter.save_client(draft, Secret(self.job["client_secret"]))
        self.until(lambda: self.program.bench.state.client is not None)

    def import_key(self) -> None:
        """Bring a key into the keyring."""
        found = read_keys(self.job["keys"]["ec"].encode(), None, 0.0, "ec.pem").storable[0]
        services, bench = self.program.services, self.program.bench
        assert services is not None
        vault, key = services.vault, found.key
        assert key is not None

        async def store() -> tuple[KeyRecord, ...]:
            await vault.add(_record(found), key)
            return await vault.records()

        self.program.runner.run(store, lambda keys: bench.change(keys=keys), self.failed)
        self.until(lambda: "ec" in {key.key_id for key in bench.state.keys})

    def get_token(self) -> None:
        """Look at the request, send it, and look at the token."""
        pane: ServicePane = self.pane("service_token")
        pane.start.click()
        self.until(lambda: pane.presenter.state.ready or self.program.bench.state.tokens)
        if pane.presenter.state.ready:
            pane.start.click()
        self.until(lambda: self.program.bench.state.tokens)
        self.program.bench.inspect(self.program.bench.state.tokens[0])

    def save_reports(self) -> None:
        """Save what the inspector says of it, in every form."""
        pane: InspectorPane = self.pane("inspector")
        self.until(lambda: pane.verdict.accessibleName().startswith("Verdict: "))
        reports = pane.presenter.reports
        for one in FORMATS:
            reports.save(one.name, str(self.home / f"report{one.suffix}"), reveal=True)
        reports.save_case(str(self.home / f"token{CASE_SUFFIX}"), whole=True)
        wanted = [f"report{one.suffix}" for one in FORMATS] + [f"token{CASE_SUFFIX}"]
        self.until(lambda: all((self.home / name).exists() for name in wanted))

    def meet_a_bug(self) -> None:
        """Something breaks while the secret is in use."""
        secret = self.job["client_secret"]
        QTimer.singleShot(0, lambda: _break(f"client_id=x&client_secret={secret}"))
        self.until(lambda: CrashDialog._open is not None)
        dialog = CrashDialog._open
        assert dialog is not None
        (self.home / "crash.txt").write_text(dialog.report)
        dialog.close()

    def leave(self) -> None:
        """Look into every pane, and close the window."""
        for name in self.program.window.rail.buttons:
            self.pane(name)
            self.until(lambda: not self.program.runner.pending)
        self.program.window.close()
        self.program.close()


def _record(found: ImportedKey) -> KeyRecord:
    public = found.public
    return KeyRecord(
        "ec", "Canary", public.kid, public.kty, found.alg, public.thumbprint, 1.0, "imported",
        dict(public.raw),
    )  # fmt: skip


def _break(told: str) -> NoReturn:
    raise RuntimeError(told)


def main() -> None:
    job = json.load(sys.stdin)
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    person = Person(job)
    person.enter_client()
    person.import_key()
    person.get_token()
    person.save_reports()
    person.meet_a_bug()
    person.leave()


if __name__ == "__main__":
    main()
