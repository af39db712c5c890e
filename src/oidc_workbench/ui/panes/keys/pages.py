"""The pages of a key, made when first shown, each joined to the part that does its work."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from oidc_workbench.ui.panes.keys.certificate_page import CertificatePage
from oidc_workbench.ui.panes.keys.enrol_box import EnrolBox
from oidc_workbench.ui.panes.keys.export_page import ExportPage
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.panes.keys.public_page import PublicPage
from oidc_workbench.ui.panes.keys.register_page import RegisterPage
from oidc_workbench.ui.panes.keys.rotate_page import RotatePage
from oidc_workbench.ui.panes.keys.serve_box import ServeBox

if TYPE_CHECKING:
    from collections.abc import Callable


class Pages:
    """Makes the pages of the detail card."""

    def __init__(self, presenter: KeysPresenter) -> None:
        self._presenter = presenter
        self._forgetting: list[Callable[[], None]] = []
        self.makers: dict[str, Callable[[], QWidget]] = {
            "public": self._public,
            "certificate": self._certificate,
            "register": self._register,
            "rotate": self._rotate,
            "export": self._export,
        }

    def forget_passwords(self) -> None:
        """Empty every field that holds a password."""
        for forget in self._forgetting:
            forget()

    def _public(self) -> QWidget:
        page, presenter = PublicPage(), self._presenter
        page.saved.connect(presenter.saving.save_public)
        page.used.connect(presenter.use_for_client)
        page.work.busy.cancelled.connect(presenter.cancel)
        return page

    def _certificate(self) -> QWidget:
        page, presenter = CertificatePage(), self._presenter
        certifying = presenter.certifying
        page.made.connect(certifying.make)
        page.requested.connect(certifying.request)
        page.attached.connect(certifying.attach_file)
        page.removed.connect(certifying.remove)
        page.saved.connect(
            lambda text, path: presenter.saving.save("certificate", text.encode(), path)
        )
        page.work.busy.cancelled.connect(presenter.cancel)
        return page

    def _register(self) -> QWidget:
        page, presenter = RegisterPage(self._enrol, self._serve), self._presenter
        page.pack.server_chosen.connect(presenter.registering.choose_server)
        page.pack.zip_saved.connect(presenter.registering.save_zip)
        page.pack.folder_saved.connect(presenter.registering.save_folder)
        page.work.busy.cancelled.connect(presenter.cancel)
        return page

    def _enrol(self) -> EnrolBox:
        box, enrolling = EnrolBox(), self._presenter.enrolling
        self._forgetting.append(box.forget_passwords)
        box.prepared.connect(enrolling.prepare)
        box.sent.connect(enrolling.send)
        box.steps.cancel_requested.connect(enrolling.cancel)
        box.cancelled.connect(enrolling.cancel)
        return box

    def _serve(self) -> ServeBox:
        box = ServeBox()
        box.switched.connect(self._presenter.serving.switch)
        return box

    def _rotate(self) -> QWidget:
        page, rotating = RotatePage(), self._presenter.rotating
        page.begun.connect(rotating.begin)
        page.went.connect(rotating.go)
        page.done_by_hand.connect(rotating.done_by_hand)
        page.sent.connect(rotating.send)
        page.cancelled.connect(rotating.cancel)
        page.steps.cancel_requested.connect(rotating.cancel)
        return page

    def _export(self) -> QWidget:
        page, presenter = ExportPage(), self._presenter
        self._forgetting.append(page.forget_passwords)
        page.exported.connect(presenter.exporting.export)
        page.work.busy.cancelled.connect(presenter.cancel)
        return page
