"""``private_key_jwt``: an assertion signed by the client's own key (RFC 7523 §2.2, OIDC Core §9).

The audience is the issuer by default (RFC 7523bis §4); older servers ask for the token endpoint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FormRequest
from oidc_workbench.jose import base64url
from oidc_workbench.jose.signing import sign
from oidc_workbench.oauth.client_auth import ClientAuthMethod, ClientCredential
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME = 60
JTI_OCTETS = 16


@dataclass(frozen=True, slots=True)
class ClientAssertion:
    """A client assertion before it is signed.

    Args:
        expires_at: seconds since the epoch, equal to the claim ``exp``.
    """

    header: Mapping[str, object]
    claims: Mapping[str, object]
    expires_at: int

    def sign(self, key: "SigningKey") -> Secret:
        """Sign it with the client's private key.

        Raises:
            WorkbenchError: when the key does not fit the algorithm.
        """
        return Secret(sign(self.header, self.claims, key, str(self.header["alg"])))


def client_assertion(
    client_id: str,
    audience: str,
    *,
    alg: str,
    kid: str,
    now: float,
    jti: bytes,
    x5t_s256: str = "",
) -> ClientAssertion:
    """Build a client assertion that lives for a minute.

    Args:
        client_id: becomes both ``iss`` and ``sub`` (RFC 7523 §3).
        audience: the issuer or the token endpoint, as one plain string.
        alg: the JWS algorithm.
        kid: names the registered key; empty leaves it out.
        now: seconds since the epoch.
        jti: 16 random octets.
        x5t_s256: SHA-256 thumbprint of the key's certificate (RFC 7515 §4.1.8); empty leaves it
            out.
    """
    issued_at = int(now)
    header = {"alg": alg, "typ": "client-authentication+jwt"}
    named = {"kid": kid, "x5t#S256": x5t_s256}
    header |= {name: value for name, value in named.items() if value}
    claims: dict[str, object] = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + ASSERTION_LIFETIME,
        "jti": base64url.encode(jti),
    }
    return ClientAssertion(header, claims, issued_at + ASSERTION_LIFETIME)


def _apply(request: FormRequest, credential: ClientCredential) -> FormRequest:
    if credential.assertion is None:
        raise WorkbenchError(
            "client-key-missing",
            f"The client “{credential.client_id}” has no key here, but its method needs one.",
            "Choose or make a key for this client, and register its public part.",
        )
    # RFC 7521 §4.2 makes client_id optional here; servers that route by it do exist.
    return request.with_params(
        {
            "client_id": credential.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": credential.assertion.reveal(),
        }
    )


PRIVATE_KEY_JWT = ClientAuthMethod(
    "private_key_jwt", "Assertion signed by a private key", "key", _apply
)
