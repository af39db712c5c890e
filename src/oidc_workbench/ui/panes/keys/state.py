"""What the keys pane shows."""

from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.ports import VaultStatus
from oidc_workbench.ui.panes.keys.certifying import CertificateState
from oidc_workbench.ui.panes.keys.desk import Work
from oidc_workbench.ui.panes.keys.enrolling import EnrolState
from oidc_workbench.ui.panes.keys.importing import ImportState
from oidc_workbench.ui.panes.keys.inventory import Inventory
from oidc_workbench.ui.panes.keys.notes import Note
from oidc_workbench.ui.panes.keys.public_side import PublicSide
from oidc_workbench.ui.panes.keys.registering import PackState
from oidc_workbench.ui.panes.keys.rotating import RotatingState
from oidc_workbench.ui.panes.keys.secret_keeping import SecretsState
from oidc_workbench.ui.panes.keys.serving import ServingState
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client

Page = Literal["key", "make", "import", "secret", "secret-form", "vault"]
Segment = Literal["keys", "secrets"]
Tab = Literal["public", "certificate", "register", "rotate", "export"]


@dataclass(frozen=True, slots=True)
class KeysState:
    """A snapshot of the pane.

    Args:
        page: what stands at the right; ``segment``: which table at the left; ``tab``: which page
            of a key.
        selected: the key whose pages are shown; ``used_by`` names its clients, ``notes`` says
            what was found about it, None while that is not known.
        client: the client selected in the window; ``subject`` is the one that the key is for.
        owners: whom something may be for, as value and words.
        asking: whether the selected key's deletion waits for a confirmation.
        session: new entries are to be kept in memory because the person prefers it.
        now: seconds since the epoch, for "used 3 days ago".
    """

    page: Page = "key"
    segment: Segment = "keys"
    tab: Tab = "public"
    vault: VaultStatus | None = None
    session: bool = False
    inventory: Inventory = field(default_factory=Inventory)
    secrets: SecretsState = field(default_factory=SecretsState)
    selected: KeyRecord | None = None
    used_by: tuple[str, ...] = ()
    notes: tuple[Note, ...] | None = None
    client: Client | None = None
    subject: Client | None = None
    owners: tuple[tuple[str, str], ...] = ()
    public: PublicSide = field(default_factory=PublicSide)
    certificate: CertificateState = field(default_factory=CertificateState)
    importing: ImportState = field(default_factory=ImportState)
    pack: PackState = field(default_factory=PackState)
    serving: ServingState = field(default_factory=ServingState)
    enrolling: EnrolState = field(default_factory=EnrolState)
    rotating: RotatingState = field(default_factory=RotatingState)
    work: Work = field(default_factory=Work)
    asking: bool = False
    now: float = 0.0
