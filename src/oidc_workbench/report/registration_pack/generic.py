"""Any server, by hand (RFC 7591 §2 names the members)."""

from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import ServerKind, steps
from oidc_workbench.report.registration_pack.subject import PackSubject


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    alg = next(iter(subject.algorithms), "")
    return steps(
        f"Open the client {subject.client_id} in the server's administration, or "
        "create it as a confidential client.",
        "Set its authentication at the token endpoint to `private_key_jwt`; servers also call it "
        "“signed JWT”, “private key JWT” or “client assertion”.",
        "Give it the public keys in the form that the server takes: the key set `jwks.json`, the "
        "one key `key.jwk.json`, the PEM `key.pem`, or an address of the key set (`jwks_uri`).",
        f"Where it asks for an algorithm, choose {code(alg)}.",
        "Where it holds one key only, the new one replaces the old one at that moment.",
    )


GENERIC = ServerKind(
    "generic",
    "any server, by hand",
    (),
    "issuer",
    "Mostly, by the key set.",
    _steps,
)
