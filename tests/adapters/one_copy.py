"""One of several copies of the program that change the same files at the same time.

Its arguments are its name, the folder, and how often it changes each file.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from adapters.vault_samples import record_of, sample_key
from fakes.file_keyring import FileKeyring
from oidc_workbench.adapters.daemon_call import Waiting
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_entries import KeyringEntries
from oidc_workbench.adapters.vault_writing import VaultWriting
from oidc_workbench.adapters.workspace_file import WorkspaceFile
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Provider, Workspace


def main(name: str, folder: Path, times: int) -> None:
    store = WorkspaceFile(lambda: folder / "workspace.json")
    backend = FileKeyring(folder / "entries")
    index = KeyIndex(lambda: folder / "keys.json")
    writing = VaultWriting(index, KeyringEntries(lambda: backend))
    workspace, key = store._load().workspace, sample_key()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(times):
        one = f"{name}{number}"
        workspace = _add(workspace, Provider(one, one, "https://as.example"))
        workspace = store._save(workspace).workspace
        writing.add_key(record_of(key, one), to_compact(key), Waiting())
        writing.put_secret("shared", Secret(one), None, Waiting())
        index.note_uses({one: float(number + 1)})
        if number % 3 == 2:
            gone = f"{name}{number - 1}"
            workspace = _remove(workspace, gone)
            workspace = store._save(workspace).workspace
            writing.remove_key(gone, Waiting())


def _add(workspace: Workspace, provider: Provider) -> Workspace:
    return replace(workspace, providers=(*workspace.providers, provider))


def _remove(workspace: Workspace, gone: str) -> Workspace:
    kept = tuple(p for p in workspace.providers if p.provider_id != gone)
    return replace(workspace, providers=kept)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
