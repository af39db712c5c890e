"""Auth0: credentials of the application, as PEM."""

from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import ServerKind, steps
from oidc_workbench.report.registration_pack.subject import PackSubject


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    alg = next((one for one in subject.algorithms if one in AUTH0.algorithms), "")
    return steps(
        "In the Auth0 Dashboard open Applications, then Applications, and choose the application "
        f"whose Client ID is {subject.client_id}. Private Key JWT is part of the "
        "Enterprise plan.",
        "Note the client secret first: it is no longer shown afterwards.",
        "Credentials tab: as authentication method choose Private Key JWT.",
        f"Name the credential, upload `key.pem` (or `certificate.pem`), and choose {code(alg)} as "
        "the algorithm; assertions by another one are refused. Press Add Credential.",
        "Auth0 gives the credential a Key ID of its own. An assertion that names a kid must name "
        "that one, so take it over as the kid of the key here.",
    )


AUTH0 = ServerKind(
    "auth0",
    "Auth0",
    ("RS256", "RS384", "PS256"),
    "issuer",
    "Two at a time: add and enable the new one, disable the old one, then delete it.",
    _steps,
)
