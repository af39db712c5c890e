"""Certificates of the selected key: made, asked for, attached, shown. No Qt."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.kit.human_time import date_and_clock
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.importing import MOST_OCTETS
from oidc_workbench.ui.panes.keys.notes import EXPIRY, NoteTone
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.certificate_making import CertificateNames
    from oidc_workbench.ui.pane import Job

_DAY = 86400
_EARLY = 300  # seconds that it is valid before now, for servers whose clock is late
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """The form's fields; ``names`` are URIs and DNS names, separated by spaces."""

    common_name: str = ""
    organization: str = ""
    names: str = ""
    days: int = 365


@dataclass(frozen=True, slots=True)
class CertificateState:
    """What is known of the key's certificate.

    Args:
        facts: names and values, for a table.
        until: how long it is valid, as a sentence; empty without a certificate. ``words`` are a
            few for a chip.
        request: the certificate signing request (PKCS #10) that was made last, in PEM.
        reading: there is a certificate, and it is being read.
    """

    facts: tuple[tuple[str, str], ...] = ()
    until: str = ""
    words: str = ""
    tone: NoteTone = "ok"
    pem: str = ""
    x5c: str = ""
    request: str = ""
    reading: bool = False


class Certifying:
    """Works on the selected key's certificate.

    Args:
        show: told of every change.
    """

    def __init__(
        self,
        desk: Desk,
        selected: Callable[[], KeyRecord | None],
        show: Callable[[CertificateState], None],
    ) -> None:
        self._desk, self._selected, self._show = desk, selected, show
        self._job: Job | None = None

    def follow(self, record: KeyRecord | None) -> None:
        """Show another key's certificate."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        # The former key's facts, and its PEM to copy, are not to stand there until then.
        self._show(CertificateState(reading=bool(record and record.certificate)))
        if record is None or not record.certificate:
            return
        now = self._desk.services.clock.now()

        def failed(_error: WorkbenchError) -> None:
            self._show(CertificateState())

        runner = self._desk.context.runner
        self._job = runner.compute(lambda: _state(record, now), self._show, failed)

    def make(self, draft: CertificateDraft) -> None:
        """Make a certificate that the key signs itself (RFC 8705 §2.2)."""
        record = self._selected()
        if record is None or not self._passes(draft):
            return
        services = self._desk.services
        now, vault = services.clock.now(), services.vault

        async def work() -> None:
            from oidc_workbench.jose.certificate_making import SERIAL_OCTETS, self_signed
            from oidc_workbench.jose.certificate_text import chain_to_pem

            key = await vault.signing_key(record.key_id)
            serial, until = services.random.octets(SERIAL_OCTETS), now + draft.days * _DAY
            made = self_signed(key, _names(draft), now - _EARLY, until, serial)
            await vault.change(record.key_id, certificate=chain_to_pem([made]))

        self._change(record, f"Making a certificate for {record.label}", work, "was made")

    def request(self, draft: CertificateDraft) -> None:
        """Make a signing request (RFC 2986), for a certification authority."""
        record = self._selected()
        if record is None or not self._passes(draft):
            return
        vault = self._desk.services.vault

        async def work() -> bytes:
            from oidc_workbench.jose.certificate_making import signing_request

            return signing_request(await vault.signing_key(record.key_id), _names(draft))

        def done(pem: bytes) -> None:
            now = self._selected()
            if now is not None and now.key_id == record.key_id:
                self._show(CertificateState(request=pem.decode()))
                return
            self._desk.notice(
                f"The signing request for {record.label} is not shown, since another key is "
                "looked at; make it again there."
            )

        self._desk.run("certificate", f"Signing a request for {record.label}", work, done)

    def attach_file(self, path: str) -> None:
        """Attach a certificate from a file."""
        record, files = self._selected(), self._desk.services.files
        if record is not None:
            self._desk.run(
                "certificate",
                "Reading the certificate",
                lambda: files.open(path, MOST_OCTETS),
                lambda octets: self._attach(record, octets),
                asks=False,
            )

    def attach(self, octets: bytes) -> None:
        """Attach a certificate that was issued elsewhere; it has to be this key's."""
        record = self._selected()
        if record is not None:
            self._attach(record, octets)

    def _attach(self, record: KeyRecord, octets: bytes) -> None:
        services = self._desk.services
        reader, vault, now = services.key_reader, services.vault, services.clock.now()

        async def work() -> None:
            from oidc_workbench.jose.certificate_pairing import chain_for
            from oidc_workbench.jose.certificate_text import chain_to_pem
            from oidc_workbench.jose.jwk import public_key

            found = await reader.read(octets, None, "the certificate")
            chain = chain_for(public_key(record.public_jwk), found, now)
            await vault.change(record.key_id, certificate=chain_to_pem(chain))

        self._change(record, "Checking the certificate", work, "was attached")

    def remove(self) -> None:
        """Take the certificate off the key; the key stays."""
        record = self._selected()
        if record is not None:
            vault = self._desk.services.vault

            async def work() -> None:
                await vault.change(record.key_id, certificate="")

            self._change(record, "Removing the certificate", work, "was removed")

    def _passes(self, draft: CertificateDraft) -> bool:
        problem = ""
        if not draft.common_name.strip():
            problem = "A certificate needs a common name, such as the client_id."
        elif not 1 <= draft.days <= MOST_DAYS:
            problem = f"A certificate is valid for 1 to {MOST_DAYS:,} days."
        if problem:
            self._desk.fail("certificate", WorkbenchError("certificate-form", problem, ""))
        return not problem

    def _change(
        self, record: KeyRecord, what: str, work: Callable[[], "object"], ended: str
    ) -> None:
        def done(_nothing: object) -> None:
            self._desk.log("certificate", f"The certificate of {record.label} {ended}.")
            self._desk.tell("certificate", f"The certificate {ended}.")

        self._desk.change_vault("certificate", what, work, done)  # type: ignore[arg-type]  # coroutine functions without a result


def _names(draft: CertificateDraft) -> "CertificateNames":
    from oidc_workbench.jose.certificate_making import CertificateNames

    names = draft.names.replace(",", " ").split()
    uris = tuple(name for name in names if ":" in name)
    dns = tuple(name for name in names if ":" not in name)
    return CertificateNames(draft.common_name.strip(), draft.organization.strip(), uris, dns)


def _state(record: KeyRecord, now: float) -> CertificateState:
    from oidc_workbench.jose import certificate_text as text

    chain = text.chain_from_pem(record.certificate)
    first, until, prints = chain[0], text.expiry(chain[0], now), text.fingerprints(chain[0])
    facts = (
        ("subject", first.subject),
        ("issuer", "itself" if first.self_issued else first.issuer),
        ("valid", f"{date_and_clock(first.not_before)} to {date_and_clock(first.not_after)} UTC"),
        *((("names", ", ".join(first.names)),) if first.names else ()),
        ("serial", first.serial),
        ("x5t#S256", first.x5t_s256),
        ("SHA-256", prints.sha256),
        ("SHA-1", prints.sha1),
    )
    tone, words = EXPIRY[until.state]
    x5c = json.dumps(text.x5c_of(chain), indent=2)
    return CertificateState(facts, until.message, words, tone, record.certificate, x5c)
