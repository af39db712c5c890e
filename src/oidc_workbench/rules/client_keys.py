"""Where else a client's key is registered."""

from oidc_workbench.rules.claims import audiences
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject


@rule(
    "ca-shared-key",
    "Same client key at several servers",
    Severity.WARNING,
    on=(Artefact.CLIENT_ASSERTION,),
    cites="draft-ietf-oauth-security-topics-update §2.1; CVE-2025-27370; CVE-2025-27371",
    remedy="Use one key pair for each authorization server, and the issuer as the audience.",
)
def ca_shared_key(subject: TokenSubject) -> Answer:
    """The key of the assertion is registered with another server too, and ``aud`` is an endpoint.

    A server can claim another one's endpoint as its own. A client that signs for both with the
    same key then hands it an assertion that is good at the other. A key of its own for each
    server ends that, and so does an audience that is the issuer and nothing else.
    """
    elsewhere = subject.context.history.client_keys
    key, issuer = subject.signature.key, subject.expectation.issuer
    if key is None or not key.thumbprint:
        return NOT_APPLICABLE
    if elsewhere is None:
        return Missing("the client's keys at other servers", decisive=False)
    shared = [
        one for one, keys in elsewhere.items() if key.thumbprint in keys and one != (issuer or None)
    ]
    if not shared:
        return None
    if not issuer:
        return Missing("the authorization server's issuer", decisive=False)
    if all(value == issuer for value in audiences(subject.claims)):
        return None
    message = f"The key is registered with {shorten(min(shared), 120)} too."
    return Found("payload.aud", show_member("aud", subject.claims), message)
