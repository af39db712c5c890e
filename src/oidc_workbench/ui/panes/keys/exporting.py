"""Writes a private key into a file, encrypted, after the person confirmed it afresh. No Qt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Randomness
from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey

FORMATS: tuple[tuple[str, str, str], ...] = (
    ("pkcs8", "PKCS #8, encrypted (PEM)", ".key.pem"),
    ("jwe", "JWK in an encrypted JWE (PBES2)", ".jwe"),
    ("pkcs12", "PKCS #12 with the certificate", ".p12"),
)


class Exporting:
    """Exports the selected key.

    Args:
        selected: gives the key.
        exported: told once the file is written; the passwords are to be forgotten then.
    """

    def __init__(
        self,
        desk: Desk,
        selected: Callable[[], KeyRecord | None],
        exported: Callable[[], None],
    ) -> None:
        self._desk, self._selected, self._exported = desk, selected, exported

    @staticmethod
    def problem(form: str, password: Secret | None, again: Secret | None) -> str:
        """Say why these passwords do not do for a format; empty when they do."""
        from oidc_workbench.jose import key_export

        if password is None:
            return "Enter a password that the file will be encrypted with."
        try:
            least = key_export.PKCS12_MIN_PASSWORD if form == "pkcs12" else key_export.MIN_PASSWORD
            key_export.check_password(password, least)
        except WorkbenchError as error:
            return f"{error.message} {error.hint}".strip()
        if again is None:
            return "Enter the password a second time."
        return "" if password == again else "The two passwords are not the same."

    def export(self, form: str, password: Secret, again: Secret, path: str) -> None:
        """Load the key, encrypt it, write the file, and log that it was done."""
        record = self._selected()
        if record is None or self.problem(form, password, again):
            return
        vault, desk = self._desk.services.vault, self._desk

        async def load() -> "SigningKey | DecryptionKey":
            if record.use == "enc":
                return await vault.decryption_key(record.key_id)
            return await vault.signing_key(record.key_id)

        def loaded(key: "SigningKey | DecryptionKey") -> None:
            desk.compute(
                "export",
                f"Encrypting {record.label}",
                lambda: _encrypted(form, record, key, password, desk.services.random),
                lambda data: self._save(record, form, path, data),
            )

        desk.run("export", f"Loading {record.label}", load, loaded)

    def _save(self, record: KeyRecord, form: str, path: str, data: bytes) -> None:
        files, desk = self._desk.services.files, self._desk
        words = next(words for name, words, _suffix in FORMATS if name == form)

        def saved(_nothing: None) -> None:
            text = f"{record.label}, kid {record.kid}, was written to {path}: {words}."
            desk.log("private key exported", text)
            desk.tell(
                "export",
                f"The private key was written to {path}, encrypted.",
                "Keep file and password apart. The activity log has a line about it.",
            )
            self._exported()

        desk.run("export", f"Writing {path}", lambda: files.save(path, data), saved, asks=False)


def _encrypted(
    form: str,
    record: KeyRecord,
    key: "SigningKey | DecryptionKey",
    password: Secret,
    random: Randomness,
) -> bytes:
    from oidc_workbench.jose import key_export
    from oidc_workbench.jose.certificate_text import chain_from_pem

    if form == "jwe":
        return key_export.export_jwe(key, password, random.octets)
    if form == "pkcs12":
        chain = chain_from_pem(record.certificate)
        return key_export.export_pkcs12(key, chain, password, record.label)
    return key_export.export_pkcs8(key, password, random.octets)
