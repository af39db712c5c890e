"""Who reads keys that come from outside."""

from typing import TYPE_CHECKING, Protocol

from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKeys


class KeyReader(Protocol):
    """Finds the keys in a file or a paste, and validates them, beside the program.

    Validating a foreign RSA key holds the interpreter for a quarter of a second, and decrypting
    a file may take any time that the file asks for.
    """

    async def read(self, octets: bytes, password: Secret | None, name: str = "") -> "ImportedKeys":
        """Find every key; nothing is stored. Cancelling ends the work at once.

        Args:
            octets: the file or paste, at most 1 MiB.
            password: what protects it; None when the person gave none.
            name: of the file, to label its key with.

        Raises:
            WorkbenchError: what :func:`oidc_workbench.jose.key_import.read_keys` raises, and
                ``key-reader-failed``, ``key-reader-timed-out``.
        """
        ...
