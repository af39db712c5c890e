"""What the person does in the keys pane as a whole; the rest is done by its parts."""

from dataclasses import replace

from oidc_workbench.ui.client_keeping import put_client
from oidc_workbench.ui.panes.keys.parts import KeysParts, KeysView
from oidc_workbench.ui.panes.keys.state import Page, Segment, Tab
from oidc_workbench.ui.panes.keys.use_offer import use_offer

__all__ = ["KeysPresenter", "KeysView"]


class KeysPresenter(KeysParts):
    """Selects, searches, deletes; private parts go from generator or file into the vault only."""

    def select(self, key_id: str) -> None:
        """Show the pages of a key."""
        self._chosen = key_id
        self._leave_import()
        self.desk.hush()
        self._view.forget_passwords()
        self._show(asking=False, page="key")
        self._together(self._gather_selected)

    def search(self, wanted: str) -> None:
        """Show only the keys and secrets in which every word stands."""
        self._show(inventory=replace(self.state.inventory, wanted=wanted))
        self._together(self._gather_lines)

    def sort(self, order: str) -> None:
        """Show the keys in another order."""
        self._show(inventory=replace(self.state.inventory, order=order))
        self._together(self._gather_selected)

    def show_segment(self, segment: Segment) -> None:
        """Show the keys, or the secrets; what was typed is not kept for when one comes back.

        By then another key may be in front: the search is the same for both.
        """
        self._leave_import()
        self._view.forget_passwords()
        self._show(segment=segment, page="key" if segment == "keys" else "secret")

    def show_page(self, page: Page) -> None:
        """Show another page at the right; what went on in the one before ends."""
        if page != self.state.page:
            self.cancel()
            self.importing.forget()
            self._show(page=page)

    def show_tab(self, tab: Tab) -> None:
        """Show another page of the key."""
        self._show(tab=tab)
        self._follow_tab()

    def begin_import(self) -> None:
        """Ask for another file."""
        self.cancel()
        self.importing.forget()

    def _leave_import(self) -> None:
        """Let go of private keys that were read, and not stored, when something else is chosen."""
        if self.state.page != "import":
            return
        storing = self.importing.is_storing
        self.begin_import()
        if storing:
            self.desk.notice("The import was stopped, so none of its keys is kept.")

    def use_practice(self) -> None:
        """Start the practice provider, which brings a client with a key of its own."""
        self.desk.start(
            "vault", "Starting the practice provider", self._starter.start, self.vault.look
        )

    def leave_page(self) -> None:
        """Go back to what is selected."""
        self.show_page("key" if self.state.segment == "keys" else "secret")

    def use_for_client(self) -> None:
        """Let the selected client authenticate with the selected key."""
        client, key = self._bench.state.client, self.state.selected
        if client is None or key is None or use_offer(client, key) is None:
            return
        changed = replace(client, key_id=key.key_id, auth_method="private_key_jwt")
        changed = replace(changed, signing_alg=key.alg)

        def put(_nothing: None) -> None:
            put_client(self._bench, changed)
            self.desk.tell("public", f"{client.name} authenticates with {key.label} now.")

        if not client.practice:
            put(None)
            return
        register, jwk = self.desk.services.practice.register_key, key.public_jwk
        self.desk.run(
            "public",
            f"Telling the practice provider of {key.label}",
            lambda: register(client.client_id, jwk),
            put,
            asks=False,
        )

    def ask(self, asking: bool) -> None:
        """Ask in place whether the selected key is to be deleted, or take that back."""
        self._show(asking=asking and self.state.selected is not None)

    def delete(self) -> None:
        """Delete the selected key for good."""
        key = self.state.selected
        if key is None or not self.state.asking:
            return
        self._show(asking=False)
        vault = self.desk.services.vault

        def done(_nothing: None) -> None:
            self.desk.log("key deleted", f"{key.label}, kid {key.kid}.")

        self.desk.change_vault(
            "keys", f"Deleting {key.label}", lambda: vault.remove(key.key_id), done
        )

    def cancel(self) -> None:
        """Stop what goes on."""
        self.desk.cancel()

    def close(self) -> None:
        """Stop watching and working."""
        if not self._is_closed:
            self._is_closed = True
            self._stop_watching()
            self.desk.cancel()
            for part in (self.judging, self.rotating, self.enrolling):
                part.stop()
