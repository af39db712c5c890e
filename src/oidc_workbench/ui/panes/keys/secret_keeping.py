"""Client secrets, tokens and symmetric keys: listed, shown while held, replaced, deleted. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.secret import Secret
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.all_or_none import AllOrNone
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.naming import SECRET_KINDS, secret_name
from oidc_workbench.ui.panes.keys.owners import owner_of
from oidc_workbench.workspace.key_record import SecretKind, SecretRecord
from oidc_workbench.workspace.profile import Client


class SecretScreen(Protocol):
    """Where a secret is shown; it is never part of a state."""

    def show_secret(self, secret: Secret | None) -> None:
        """Show a secret, or its mask."""
        ...

    def copy_secret(self, secret: Secret) -> None:
        """Put a secret into the clipboard for a while."""
        ...


@dataclass(frozen=True, slots=True)
class SecretDraft:
    """The form's fields; ``ref`` is that of the secret to replace, or empty."""

    kind: SecretKind = "client-secret"
    label: str = ""
    owner: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class SecretsState:
    """The secrets in sight.

    Args:
        lines: each with the names of the clients that use it.
        asking: whether the selected one's deletion waits for a confirmation.
    """

    lines: tuple[tuple[SecretRecord, tuple[str, ...]], ...] = ()
    total: int = 0
    selected: SecretRecord | None = None
    used_by: tuple[str, ...] = ()
    asking: bool = False


class SecretKeeping:
    """Works on the secrets of the vault.

    Args:
        screen: shows and copies the selected one.
        show: told of every change.
        kept: called with the reference of a secret that was stored.
    """

    def __init__(
        self,
        desk: Desk,
        screen: SecretScreen,
        show: Callable[[SecretsState], None],
        kept: Callable[[str], None],
    ) -> None:
        self._desk, self._screen, self._show, self._kept = desk, screen, show, kept
        self._chosen, self._wanted = "", ""
        self._is_held = False
        self.state = SecretsState()

    def follow(self, bench: BenchState, wanted: str) -> None:
        """Show the secrets in which every word stands."""
        self._wanted = wanted
        words = wanted.lower().split()
        every = [(secret, users_of_secret(bench, secret.ref)) for secret in bench.secrets]
        lines = tuple(line for line in every if all(word in _text(line) for word in words))
        chosen = next((line for line in lines if line[0].ref == self._chosen), None)
        chosen = chosen or next(iter(lines), None)
        record, users = chosen or (None, ())
        asking = self.state.asking and record == self.state.selected
        self._put(SecretsState(lines, len(every), record, users, asking))

    def select(self, ref: str) -> None:
        """Show another one."""
        self.reveal(False)
        self._chosen = ref
        self._put(replace(self.state, asking=False))
        self.follow(self._desk.bench.state, self._wanted)

    def reveal(self, held: bool) -> None:
        """Load the secret and show it for as long as the button is held."""
        self._is_held = held
        if not held:
            self._screen.show_secret(None)
            return
        self._load(lambda secret: self._screen.show_secret(secret if self._is_held else None))

    def copy(self) -> None:
        """Load the secret and put it into the clipboard for a while."""
        self._load(self._screen.copy_secret)

    def save(self, draft: SecretDraft, secret: Secret | None) -> None:
        """Store a new secret, or another one in the place of one that is there."""
        if secret is None:
            problem = "Enter the secret; it goes into the vault and is not shown again."
            self._desk.fail("secret", WorkbenchError("secret-empty", problem, ""))
            return
        record = self._record(draft)
        entries = AllOrNone([SecretStoring(self._desk.services.vault, record, secret)])

        def done(_nothing: None) -> None:
            self._attach(draft, record.ref)
            verb = "replaced" if draft.ref else "stored"
            self._desk.log(f"secret {verb}", f"{secret_name(record)}.")
            self._desk.tell("secret", f"{secret_name(record)} is in the vault.")
            self._chosen = record.ref
            self._kept(record.ref)

        what = f"Putting {secret_name(record)} into the vault"
        self._desk.change_vault("secret", what, entries.store, done, entries.undo)

    def ask(self, asking: bool) -> None:
        """Ask in place whether the selected one is to be deleted, or take that back."""
        self._put(replace(self.state, asking=asking and self.state.selected is not None))

    def delete(self) -> None:
        """Delete the selected one for good."""
        record = self.state.selected
        if record is None or not self.state.asking:
            return
        self.ask(False)
        vault = self._desk.services.vault

        def done(_nothing: None) -> None:
            self._detach(record.ref)
            self._desk.log("secret deleted", f"{secret_name(record)}.")

        self._desk.change_vault(
            "secret",
            f"Deleting {secret_name(record)}",
            lambda: vault.remove_secret(record.ref),
            done,
        )

    def _record(self, draft: SecretDraft) -> SecretRecord:
        services, bench = self._desk.services, self._desk.bench.state
        before = next((s for s in bench.secrets if s.ref == draft.ref), None)
        owner = owner_of(bench, draft.owner)
        client = next((c for c in bench.workspace.clients if c.key == owner.client_key), None)
        ref = draft.ref
        if not ref and draft.kind == "client-secret" and client is not None:
            ref = client.secret_ref or f"client:{client.key}"
        return replace(
            before or SecretRecord(ref or f"secret:{services.random.octets(12).hex()}"),
            kind=draft.kind,
            label=draft.label.strip() or (client.name if client else ""),
            provider_id=owner.provider_id,
            client_key=owner.client_key,
            created_at=services.clock.now(),
        )

    def _attach(self, draft: SecretDraft, ref: str) -> None:
        """Let the client that the secret is for use it, where it authenticates with one."""
        if draft.kind == "client-secret":
            self._change_clients(
                lambda c: (
                    replace(c, secret_ref=ref)
                    if c.key == draft.owner and c.auth_method.startswith("client_secret")
                    else c
                )
            )

    def _detach(self, ref: str) -> None:
        def without(client: Client) -> Client:
            if client.secret_ref == ref:
                client = replace(client, secret_ref="")
            if client.registration_token_ref == ref:
                client = replace(client, registration_token_ref="")
            return client

        self._change_clients(without)

    def _change_clients(self, change: Callable[[Client], Client]) -> None:
        workspace = self._desk.bench.state.workspace
        clients = tuple(map(change, workspace.clients))
        self._desk.bench.change(workspace=replace(workspace, clients=clients))

    def _load(self, then: Callable[[Secret], None]) -> None:
        record = self.state.selected
        if record is not None:
            vault, name = self._desk.services.vault, secret_name(record, self.state.used_by)
            self._desk.run("secret", f"Loading {name}", lambda: vault.secret(record.ref), then)

    def _put(self, state: SecretsState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)


def users_of_secret(bench: BenchState, ref: str) -> tuple[str, ...]:
    """Return the names of the clients that a secret belongs to."""
    return tuple(
        client.name
        for client in bench.workspace.clients
        if ref in (client.secret_ref, client.registration_token_ref)
    )


def _text(line: tuple[SecretRecord, tuple[str, ...]]) -> str:
    record, users = line
    parts = (record.label, SECRET_KINDS[record.kind], record.kid, record.alg, *users)
    return " ".join(parts).lower()
