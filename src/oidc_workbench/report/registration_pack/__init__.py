"""Registration packs: a public key, and how to register it. One file per kind of server."""

from oidc_workbench.report.registration_pack.auth0 import AUTH0
from oidc_workbench.report.registration_pack.entra_id import ENTRA_ID
from oidc_workbench.report.registration_pack.generic import GENERIC
from oidc_workbench.report.registration_pack.keycloak import KEYCLOAK
from oidc_workbench.report.registration_pack.oidc_provider import OIDC_PROVIDER
from oidc_workbench.report.registration_pack.okta import OKTA
from oidc_workbench.report.registration_pack.pack import PackFile, RegistrationPack, make_pack
from oidc_workbench.report.registration_pack.server_kind import ServerKind
from oidc_workbench.report.registration_pack.subject import PackSubject

__all__ = [
    "SERVERS",
    "PackFile",
    "PackSubject",
    "RegistrationPack",
    "ServerKind",
    "make_pack",
    "server_named",
]

SERVERS: tuple[ServerKind, ...] = (GENERIC, KEYCLOAK, ENTRA_ID, OKTA, AUTH0, OIDC_PROVIDER)


def server_named(name: str) -> ServerKind | None:
    """Return the kind of server of a name; None when there is none."""
    return next((one for one in SERVERS if one.name == name), None)
