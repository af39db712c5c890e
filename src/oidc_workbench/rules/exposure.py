"""Secrets in places where others can read them."""

import re

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.exposed_secrets import in_token
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads, rule
from oidc_workbench.rules.subject import TokenSubject

# What a paste may hold besides the token: each with what it is.
_SECRETS = (
    ("a private key in PEM", re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----")),
    ("a private JWK", re.compile(r'"kty"\s*:.{0,4000}"d"\s*:\s*"[\w-]{20,}"', re.DOTALL)),
    ("a private JWK", re.compile(r'"d"\s*:\s*"[\w-]{20,}".{0,4000}"kty"\s*:', re.DOTALL)),
    (
        "a client secret",
        re.compile(r"""client_?secret["']?\s*[:=]\s*["']?[^\s"'&<>*•$]{8,}""", re.IGNORECASE),
    ),
)
_MOST_READ = 200_000  # characters


@rule(
    "secret-exposed",
    "Secret in a public place",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 9700 §2.5; OAuth 2.1; RFC 8252; RFC 10017",
    remedy="Replace it; use PKCE without a secret, and keep keys in a vault.",
    reads=Reads.TEXT,
)
def _secret_exposed(subject: TokenSubject) -> Answer:
    """A private key or secret stands in the token, or in what was pasted with it (a warning).

    Code, logs and recordings are copied and shared, and what stands in them must count as known.
    The key or secret itself is not shown here.
    """
    inside = in_token(subject)
    reading = subject.outer[0] if subject.outer else subject.reading
    if len(reading.text) <= len(reading.token) + 8:
        return inside or None
    around = reading.text.replace(reading.token, "", 1)[:_MOST_READ]
    seen = dict.fromkeys(what for what, form in _SECRETS if form.search(around))
    message = "Beside the token there is {}, which everybody who gets this text can use."
    beside = [Found("the text", what, message.format(what), Severity.WARNING) for what in seen]
    return [*inside, *beside] or None


@_secret_exposed.on_document(Artefact.REG)
def secret_exposed(subject: DocumentSubject) -> Answer:
    """Of a registration: a secret of a public client, which everybody who has the app has too.

    A secret that a native app got for itself, by dynamic registration, is its own.
    """
    if not subject.members.get("client_secret"):
        return NOT_APPLICABLE
    kind = _public_kind(subject)
    if not kind:
        return None
    message = f"A secret is configured for {kind}, which can't keep it."
    return Found("client_secret", "client_secret is there", message)


def _public_kind(subject: DocumentSubject) -> str:
    members, context = subject.members, subject.context
    if context.application_type == "browser":
        return "an application in the browser"
    if context.client_type == "public" or members.get("token_endpoint_auth_method") == "none":
        return "a public client"
    own = any(name in members for name in ("registration_access_token", "client_id_issued_at"))
    application = context.application_type or members.get("application_type")
    return "a native app" if application == "native" and not own else ""
