"""Keycloak: the client's Credentials and Keys tabs."""

from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import (
    EVERY_ALGORITHM,
    ServerKind,
    steps,
)
from oidc_workbench.report.registration_pack.subject import PackSubject


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    address = (
        f"Either switch Use JWKS URL on and enter {code(subject.jwks_uri)}, which Keycloak "
        "must be able to reach,"
        if subject.jwks_uri
        else "Either switch Use JWKS URL on and enter the address where you serve `jwks.json`,"
    )
    alg = next(iter(subject.algorithms), "")
    return steps(
        f"In the admin console choose the realm, then Clients, then {subject.client_id}.",
        "Settings tab: switch Client authentication on; for a service also Service accounts "
        "roles. Save.",
        f"Credentials tab: as Client Authenticator choose Signed JWT, as Signature algorithm "
        f"{code(alg)} or any. Save.",
        f"Keys tab: {address} or leave it off and press Import: as archive "
        "format choose JSON Web Key Set with `jwks.json`, Public Key PEM with `key.pem`, or "
        "Certificate PEM with `certificate.pem`.",
        "Save. What was imported before is replaced.",
    )


KEYCLOAK = ServerKind(
    "keycloak",
    "Keycloak",
    EVERY_ALGORITHM,
    "issuer",
    "With a JWKS URL, yes: Keycloak fetches again when it meets an unknown kid. An imported PEM or "
    "certificate is one key, and replaces the one before at once.",
    _steps,
)
