"""What was typed does not outlive the work that it was typed for."""

import gc
import weakref

import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.provider.client_draft import draft_of
from oidc_workbench.ui.panes.provider.presenter import ProviderPresenter
from oidc_workbench.ui.task_runner import TaskRunner
from ui.panes.provider.test_presenter import BATCH, Screen, filled


class Typed(Secret):
    """A secret whose end can be seen."""


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_was_typed_is_gone_while_its_failure_is_shown(
    qapp: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    del qapp

    async def refuse(_ref: str, secret: Secret, _record: object) -> None:
        assert secret.reveal()
        raise WorkbenchError("vault-refused", "The keyring refused the call.", "Try again.")

    bed = filled()
    if is_refused:
        monkeypatch.setattr(bed.vault, "put_secret", refuse)
    crashes = list[BaseException]()
    runner = TaskRunner(crashes.append)
    presenter = ProviderPresenter(bed.around.context._replace(runner=runner), Screen())
    typed = Typed("typed-for-a-moment")
    seen = weakref.ref(typed)
    # The first job of all: the one that a loop might keep for ever.
    presenter.save_client(draft_of(BATCH), typed)
    del typed
    qtbot.waitUntil(lambda: not presenter.state.busy)
    bed.vault.kept_secrets.clear()
    assert (presenter.state.error is not None) == is_refused

    def is_gone() -> bool:
        gc.collect()
        return seen() is None

    qtbot.waitUntil(is_gone)
    runner.close()
    assert crashes == []
