"""Registers a key at a server: what to hand over, with the steps for it. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation import published_keys

if TYPE_CHECKING:
    from oidc_workbench.report.registration_pack import RegistrationPack
    from oidc_workbench.ui.pane import Job


@dataclass(frozen=True, slots=True)
class PackState:
    """What a server has to be told.

    Args:
        servers: the kinds of server, as name and title.
        client: whose registration it is; a client that is not known yet has no name.
        pack: the page of steps and the files; None while it is made or can't be.
        problem: why there is none.
    """

    servers: tuple[tuple[str, str], ...] = ()
    server: str = "generic"
    client: Client | None = None
    pack: "RegistrationPack | None" = None
    problem: str = ""


class _Subject(NamedTuple):
    """What a pack is made of."""

    client: Client
    issuer: str
    key: KeyRecord
    keys: tuple[KeyRecord, ...]
    registration_endpoint: str
    jwks_uri: str
    server: str

    @property
    def about(self) -> tuple[str, str, str]:
        """Whose pack it is, and for where."""
        return (self.key.key_id, self.client.key, self.server)


class _Made(NamedTuple):
    servers: tuple[tuple[str, str], ...]
    pack: "RegistrationPack | None"
    problem: str


class Registering:
    """Makes the registration pack of the selected key.

    Args:
        selected: gives the key.
        jwks_uri: gives where the key set is served; empty for nowhere.
        show: told of every change.
    """

    def __init__(
        self,
        desk: Desk,
        selected: Callable[[], KeyRecord | None],
        jwks_uri: Callable[[], str],
        show: Callable[[PackState], None],
    ) -> None:
        self._desk, self._selected = desk, selected
        self._jwks_uri, self._show = jwks_uri, show
        self._job: Job | None = None
        self._made_of: _Subject | None = None
        self.state = PackState()

    def follow(self, *, shown: bool) -> None:
        """Make the pack anew where what it is made of has changed.

        Args:
            shown: somebody looks at it; otherwise nothing is made.
        """
        record = self._selected()
        subject = self._subject(record) if record else None
        self._forget_other(subject)
        if subject is None or not shown or subject == self._made_of:
            return
        self._made_of = subject
        if self._job is not None:
            self._job.cancel()
        self._put(replace(self.state, client=subject.client, problem=""))

        def made(found: _Made) -> None:
            self._job = None
            servers, pack, problem = found
            self._put(replace(self.state, servers=servers, pack=pack, problem=problem))

        def failed(error: WorkbenchError) -> None:
            made(_Made(self.state.servers, None, f"{error.message} {error.hint}"))

        self._job = self._desk.context.runner.compute(self._maker(subject), made, failed)

    def _forget_other(self, subject: "_Subject | None") -> None:
        """Have no pack while that of another key, client or kind of server is all there is.

        Of the same ones the former stays in sight until it is made anew, which is soon.
        """
        before = self._made_of
        if before is None or (subject and subject.about == before.about):
            return
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._made_of = None
        client = subject.client if subject else None
        self._put(replace(self.state, client=client, pack=None, problem=""))

    def choose_server(self, name: str) -> None:
        """Make it for another kind of server."""
        self._put(replace(self.state, server=name))
        self.follow(shown=True)

    def save_zip(self, path: str) -> None:
        """Write the pack as one zip file."""
        pack, files = self.state.pack, self._desk.services.files
        if pack is None:
            return

        def saved(_nothing: None) -> None:
            self._desk.tell("register", f"Saved to {path}.", "It holds public parts only.")

        self._desk.run(
            "register",
            "Saving the registration pack",
            lambda: files.save(path, pack.zipped()),
            saved,
            asks=False,
        )

    def save_folder(self, parent: str) -> None:
        """Write the pack's files into a folder of their own."""
        pack, files = self.state.pack, self._desk.services.files
        if pack is None:
            return
        folder = f"{parent.rstrip('/')}/{pack.folder}"

        async def work() -> None:
            for file in pack.files:
                await files.save(f"{folder}/{file.name}", file.octets)

        def saved(_nothing: None) -> None:
            self._desk.tell("register", f"Saved to {folder}.", "It holds public parts only.")

        self._desk.run("register", "Saving the registration pack", work, saved, asks=False)

    def _subject(self, record: KeyRecord) -> "_Subject":
        bench = self._desk.bench.state
        client = client_for(self._desk, record)
        issuers = {p.provider_id: p.issuer for p in bench.workspace.providers}
        both = published_keys(client, bench.keys)
        keys = both if record in both else (*both, record)
        issuer = issuers.get(client.provider_id, "")
        endpoint = ""
        if bench.practice is not None and bench.practice.issuer == issuer:
            endpoint = bench.practice.registration_endpoint
        return _Subject(client, issuer, record, keys, endpoint, self._jwks_uri(), self.state.server)

    def _maker(self, wanted: "_Subject") -> Callable[[], _Made]:
        now = self._desk.services.clock.now()

        def make() -> _Made:
            # Loaded here, since that takes longer than a frame.
            from oidc_workbench.report.registration_pack import SERVERS, PackSubject, make_pack

            kind = next(one for one in SERVERS if one.name == wanted.server)
            servers = tuple((server.name, server.title) for server in SERVERS)
            try:
                pack = make_pack(PackSubject(*wanted[:6], now=now), kind)
            except WorkbenchError as error:  # another kind of server may be chosen all the same
                return _Made(servers, None, f"{error.message} {error.hint}")
            return _Made(servers, pack, "")

        return make

    def _put(self, state: PackState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)


def client_for(desk: Desk, record: KeyRecord) -> Client:
    """The client that a key is registered for: one that uses it, its own, the selected one."""
    bench = desk.bench.state
    clients = bench.workspace.clients
    own = [c for c in clients if c.key_id == record.key_id]
    own += [c for c in clients if c.key == record.client_key]
    selected = [bench.client] if bench.client else []
    first = next((c for c in selected if c in own), None)
    nobody = Client("", bench.provider_id, "the client", "", "service", "private_key_jwt")
    return first or next(iter([*own, *selected]), nobody)
