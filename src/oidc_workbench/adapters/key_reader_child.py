"""The child process that reads keys: one question on standard input, one answer on output."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKeys

CHILD = "--read-keys"
"""The argument that makes the program such a child. It says nothing about what is read."""


def main() -> int:
    """Answer one question; returns the exit status.

    What goes wrong here ends the process without a word: a traceback could hold a key.
    """
    from oidc_workbench.adapters.key_reader_wire import answer, asked
    from oidc_workbench.errors import WorkbenchError
    from oidc_workbench.jose.key_import import read_keys

    _leave_no_core()
    with open(0, "rb", closefd=False) as asking:
        said = asked(asking.read())
    found: ImportedKeys | WorkbenchError
    try:
        found = read_keys(said.octets, said.secret, said.now, said.name)
    except WorkbenchError as error:
        found = error
    with open(1, "wb", closefd=False) as answering:
        answering.write(answer(found))
    return 0


def _leave_no_core() -> None:
    """See that a crash writes no core dump, which would hold the key and its password."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
