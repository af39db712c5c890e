"""Files that the arguments name."""

from pathlib import Path

from oidc_workbench.errors import WorkbenchError


def read_octets(path: str, most: int, *, what: str, code: str) -> bytes:
    """Read a file, at most so many octets.

    Args:
        path: as it was named.
        most: how many octets are read; of a longer file the first ones.
        what: what the file is, as a person calls it ("token").
        code: of the error when it can't be read.

    Raises:
        WorkbenchError: with that code.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        from oidc_workbench.adapters.chosen_files import reason_of

        raise WorkbenchError(
            code,
            f"The {what} file can't be read: {reason_of(error)}.",
            "Check the path and its permissions.",
        ) from None
