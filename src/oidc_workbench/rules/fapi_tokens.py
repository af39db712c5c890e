"""What the FAPI 2.0 Security Profile demands of those who obtain tokens."""

from oidc_workbench.rules import algorithms, metadata_fapi
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, Reads
from oidc_workbench.rules.subject import TokenSubject


@metadata_fapi.fapi_client.on_token(
    Artefact.ACCESS_TOKEN, Artefact.CLIENT_ASSERTION, reads=Reads.HEADER
)
def fapi_client(subject: TokenSubject) -> Answer:
    """Of a token: it was issued to a public client, or the assertion proves a shared secret."""
    if subject.expectation.profile != "fapi2":
        return NOT_APPLICABLE
    if subject.purpose is Purpose.CLIENT_ASSERTION:
        if subject.alg not in algorithms.HMAC:
            return None
        message = "The client authenticates with a secret that the server knows as well."
        return Found("header.alg", show_member("alg", subject.head), message)
    kind = subject.context.client_type
    if not kind:
        return Missing("the type of the client", decisive=False)
    if kind == "confidential":
        return None
    message = "The access token was issued to a public client, which FAPI 2.0 does not know."
    return Found("client", "a public client", message)
