"""The panes; each is a presenter (no Qt) and a view.

The index lists them in the order of the rail. A pane's modules are imported when it is first
shown: adding a pane is a folder, a builder here and a line in ``PANES``.
"""

from typing import TYPE_CHECKING

from oidc_workbench.ui.pane import PaneContext, PaneEntry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def _provider(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.provider.view import build

    return build(context)


def _keys(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.keys.view import build

    return build(context)


def _user_login(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.user_login.view import build

    return build(context)


def _service_token(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.service_token.view import build

    return build(context)


def _inspector(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.inspector.view import build

    return build(context)


def _activity(context: PaneContext) -> "QWidget":
    from oidc_workbench.ui.panes.activity.view import build

    return build(context)


PANES = (
    PaneEntry("provider", "Provider", "provider", _provider),
    PaneEntry("keys", "Keys", "key", _keys),
    PaneEntry("user_login", "User login", "person", _user_login),
    PaneEntry("service_token", "Service token", "service", _service_token),
    PaneEntry("inspector", "Inspector", "inspect", _inspector),
    PaneEntry("activity", "Activity", "activity", _activity),
)
