"""The HTTP request that a token or DPoP proof came with."""

from dataclasses import field

from oidc_workbench.secret import Secret
from oidc_workbench.values import dataclass


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a token was presented; what is not stated is *not checked*.

    Args:
        method: the HTTP method; empty when not stated.
        url: the request's URL; empty when not stated.
        scheme: the scheme of the Authorization header (``DPoP``, ``Bearer``); empty when not
            stated.
        carries_token: False when the request carried no access token (it went to the token
            endpoint); None when not stated.
        proofs: the values of its DPoP header fields; None when not stated.
        nonce: the DPoP-Nonce that the server supplied last; empty text means none; None when not
            stated.
        jkt: the thumbprint that the access token is bound to, as introspection told; empty when
            not stated. The ``cnf`` of a JWT says it too.
        certificate: the ``x5t#S256`` of the certificate that the client proved; empty text means
            that it proved none; None when not stated.
    """

    method: str = ""
    url: str = ""
    scheme: str = ""
    carries_token: bool | None = None
    proofs: tuple[Secret, ...] | None = None
    nonce: str | None = field(default=None, repr=False)
    jkt: str = ""
    certificate: str | None = None


NO_PRESENTATION = Presentation()
