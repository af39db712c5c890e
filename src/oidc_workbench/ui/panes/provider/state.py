"""What the provider pane shows."""

from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.panes.provider.client_draft import ClientDraft
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider

Mode = Literal["details", "provider-form", "client-form"]
Asking = Literal["", "provider", "client"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the metadata: a text a machine reads, or several values."""

    name: str
    value: str | tuple[str, ...]
    mono: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together, under a title."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """One key of the provider's JWKS; ``problem`` says why it can't be used."""

    kid: str
    kind: str
    alg: str
    use: str
    thumbprint: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A provider as it describes itself."""

    groups: tuple[Group, ...]
    keys: tuple[PublishedKey, ...]
    jwks_uri: str = ""


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """The provider form as typed; ``provider_id`` is empty for a new one."""

    provider_id: str = ""
    name: str = ""
    issuer: str = ""
    ca_file: str = ""
    proxy: str = ""
    allow_plain_http: bool = False


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A snapshot of the pane.

    Args:
        busy: what goes on, or empty.
        asking: what is about to be deleted and waits for a confirmation.
        problems: what is wrong with the form, by the field's name.
        can_keep: the provider may be kept although it could not be read.
    """

    providers: tuple[Provider, ...] = ()
    selected: Provider | None = None
    clients: tuple[Client, ...] = ()
    client: Client | None = None
    mode: Mode = "details"
    busy: str = ""
    error: WorkbenchError | None = None
    asking: Asking = ""
    description: Description | None = None
    provider_draft: ProviderDraft = field(default_factory=ProviderDraft)
    client_draft: ClientDraft = field(default_factory=ClientDraft)
    problems: tuple[tuple[str, str], ...] = ()
    keys: tuple[KeyRecord, ...] = ()
    can_keep: bool = False
    practice_runs: bool = False
