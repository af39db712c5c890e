"""Okta: public keys in the application's client credentials."""

from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import ServerKind, steps
from oidc_workbench.report.registration_pack.subject import PackSubject


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    address = code(subject.jwks_uri) if subject.jwks_uri else "the address of your key set"
    return steps(
        "In the Admin Console open Applications, then Applications, and choose the application "
        f"whose Client ID is {subject.client_id}; for a service it is of the type API "
        "Services.",
        "General tab: in Client Credentials press Edit and choose Public key / Private key as "
        "client authentication.",
        "In Public Keys choose Save keys in Okta, press Add key, and paste the content of "
        "`key.jwk.json`, not the whole set.",
        f"Or choose Use a URL to fetch keys dynamically, and enter {address}, which Okta must be "
        "able to reach.",
        f"Press Save, and see that the key is Active and its kid is {code(subject.key.kid)}.",
    )


OKTA = ServerKind(
    "okta",
    "Okta",
    ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512"),
    "token_endpoint",
    "Yes: add the new key, and later set the old one to Inactive, then delete it.",
    _steps,
)
