"""The client assertion, as the authorization server must check it (RFC 7523 §3)."""

import string
from collections.abc import Mapping

from oidc_workbench.rules import algorithms
from oidc_workbench.rules.claims import audiences, present, text, typ
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.CLIENT_ASSERTION,)
_LEAST_JTI_BITS = 96
_ENDPOINT_NAMES = ("token", "par", "introspect", "introspection", "revoke", "revocation")
_ISSUER = Missing("the authorization server's issuer")


@rule(
    "ca-iss-sub",
    "iss and sub are not both the client_id",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7523 §3 items 1-2; OIDC Core §9; RFC 7521",
    remedy="Set iss and sub to the client_id.",
)
def ca_iss_sub(subject: TokenSubject) -> Answer:
    """``iss`` and ``sub`` differ, or are not the client that authenticates.

    In a client assertion the client speaks about itself: it is the issuer and the subject, both
    by its ``client_id``. Otherwise one client could authenticate as another.
    """
    iss, sub = text(subject.claims, "iss"), text(subject.claims, "sub")
    if iss is None or sub is None:
        return NOT_APPLICABLE  # claim-missing rejects it
    evidence = f"{show_member('iss', subject.claims)}, {show_member('sub', subject.claims)}"
    if iss != sub:
        return Found("payload.sub", evidence, "The assertion's issuer is not its subject.")
    sent = (subject.context.request or {}).get("client_id", "")
    client_id = subject.expectation.client_id or sent
    if not client_id:
        return Missing("the client_id")
    if sub == client_id and sent in ("", sub):
        return None
    return Found("payload.sub", evidence, "The assertion is from another client.")


def _metadata(subject: TokenSubject) -> Mapping[str, object] | None:
    """The server's metadata; None without it.

    That of another issuer says nothing about this server: a hostile server can name another
    one's endpoint as its own there (CVE-2025-27370).
    """
    metadata = subject.context.metadata
    if metadata is None or metadata.get("issuer", subject.expectation.issuer) != (
        subject.expectation.issuer
    ):
        return None
    return metadata


def _endpoints(subject: TokenSubject) -> frozenset[str]:
    """The addresses that are known to be the server's: from its metadata, or as stated."""
    metadata = _metadata(subject) or {}
    aliases = metadata.get("mtls_endpoint_aliases")  # RFC 8705 §5
    members = [*metadata.items(), *(aliases.items() if isinstance(aliases, dict) else ())]
    named = {
        value for name, value in members if name.endswith("_endpoint") and isinstance(value, str)
    }
    return frozenset(named | set(subject.expectation.audiences))


def _looks_like_endpoint(value: str, issuer: str) -> bool:
    """Whether an address under the issuer ends in the customary name of an endpoint."""
    return value.startswith(issuer.rstrip("/") + "/") and (
        value.rstrip("/").rpartition("/")[2].lower() in _ENDPOINT_NAMES
    )


@rule(
    "ca-aud-endpoint",
    "The audience is an endpoint URL",
    Severity.WARNING,
    on=_ON,
    cites=(
        "RFC 7523bis; FAPI 2.0 Security Profile §5.3.2.1 item 8; CVE-2025-27370; CVE-2025-27371"
    ),
    remedy="Set aud to the issuer identifier, unless the server still demands the endpoint.",
)
def ca_aud_endpoint(subject: TokenSubject) -> Answer:
    """``aud`` is the token endpoint (or another one) instead of the issuer.

    RFC 7523 allowed the token endpoint, and older servers demand it. But a hostile server can
    publish another server's endpoint as its own, collect an assertion made for it and use it
    there. The issuer identifier can't be misused that way. Under FAPI 2.0 it is an error.
    """
    issuer = subject.expectation.issuer
    if not issuer:
        return Missing(_ISSUER.needs, decisive=False)
    known = _endpoints(subject)
    hits = [
        value
        for value in audiences(subject.claims)
        if value != issuer and (value in known or _looks_like_endpoint(value, issuer))
    ]
    if not hits:
        return None
    severity = Severity.ERROR if subject.expectation.profile == "fapi2" else None
    message = f"The assertion is addressed to {shorten(hits[0])}, not to the issuer."
    return Found("payload.aud", show_member("aud", subject.claims), message, severity)


@rule(
    "ca-aud-not-sole-issuer",
    "The audience is not exactly this server",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7523bis; FAPI 2.0 Security Profile §5.3.3.1 item 5",
    remedy="Set aud to one string: the issuer identifier of this authorization server.",
)
def ca_aud_not_sole_issuer(subject: TokenSubject) -> Answer:
    """``aud`` names another server, or more than one.

    Each server named there could use the assertion at the others. An array with the issuer as
    its only member is tolerated with a warning (an error under FAPI 2.0). One of the server's own
    endpoints is left to ca-aud-endpoint; which addresses those are, only its metadata tells.
    """
    issuer, aud = subject.expectation.issuer, audiences(subject.claims)
    if not aud:
        return NOT_APPLICABLE  # aud-missing rejects it
    evidence = show_member("aud", subject.claims)
    if len(aud) > 1:
        return Found("payload.aud", evidence, "The assertion has more than one audience.")
    if not issuer:
        return _ISSUER
    if aud[0] == issuer:
        return _lone_array(subject)
    if aud[0] in _endpoints(subject):
        return None
    if _metadata(subject) is None and aud[0].startswith(issuer.rstrip("/") + "/"):
        return Missing("the server's metadata, to know whether aud is one of its endpoints")
    message = f"The assertion is for another server than {shorten(issuer)}."
    return Found("payload.aud", evidence, message)


def _lone_array(subject: TokenSubject) -> Answer:
    if isinstance(subject.claims.get("aud"), str):
        return None
    severity = Severity.ERROR if subject.expectation.profile == "fapi2" else Severity.WARNING
    message = "The audience is an array of one; it should be a string."
    return Found("payload.aud", show_member("aud", subject.claims), message, severity)


@rule(
    "ca-jti",
    "jti missing, weak or replayed",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §9; RFC 7523 §3 item 7",
    remedy="Set jti to a fresh random value of 128 bits.",
)
def ca_jti(subject: TokenSubject) -> Answer:
    """The assertion has no ``jti``, or one that could repeat.

    By its ``jti`` the server notices an assertion that is used twice. OpenID Connect demands it
    (plain RFC 7523 leaves it open). A short or counted one is a warning. Whether it was used
    before shows only where the earlier ones are known.
    """
    if not present(subject.claims, "jti") or subject.claims["jti"] == "":
        message = "The assertion has no jti, so its reuse can't be noticed."
        return Found("payload", show_member("jti", subject.claims), message)
    jti = subject.claims["jti"]
    evidence = show_member("jti", subject.claims)
    if not isinstance(jti, str):
        return Found("payload.jti", evidence, "The jti is not a string.")
    seen = subject.context.history.jtis
    if jti in (seen or ()):
        message = "An assertion with this jti was used before: this one is replayed."
        return Found("payload.jti", evidence, message)
    bits = _bits(jti)
    if bits >= _LEAST_JTI_BITS:
        unseen = Missing("the jti values of earlier assertions", decisive=False)
        return unseen if seen is None else None
    message = f"The jti can hold {bits:.0f} random bits at most; 96 are the least."
    return Found("payload.jti", evidence, message, Severity.WARNING)


def _bits(value: str) -> float:
    """The most entropy a text of this length and alphabet can hold."""
    if value.isdecimal():
        return len(value) * 3.32
    digits = [char for char in value if char in string.hexdigits]
    if len(digits) + value.count("-") == len(value):
        return len(digits) * 4
    return len(value) * 6


@rule(
    "ca-alg-symmetric",
    "Client authentication with a shared secret",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.5; FAPI 2.0 Security Profile §5.3.2.1 item 6",
    remedy="Use private_key_jwt or mutual TLS.",
    reads=Reads.HEADER,
)
def ca_alg_symmetric(subject: TokenSubject) -> Answer:
    """The assertion carries a MAC with the client secret (client_secret_jwt).

    The server must then store the secret, and whoever reads its database can authenticate as the
    client. With a private key only the client can, and the key need never leave it.
    """
    if subject.alg not in algorithms.HMAC:
        return None
    message = "The client proves a shared secret, which the server must know as well."
    return Found("header.alg", show_member("alg", subject.head), message)


@rule(
    "ca-typ",
    "typ is not client-authentication+jwt",
    Severity.WARNING,
    on=_ON,
    cites="RFC 7523bis",
    remedy='Set "typ":"client-authentication+jwt".',
    reads=Reads.HEADER,
)
def ca_typ(subject: TokenSubject) -> Answer:
    """The header does not say that this is a client assertion.

    An explicit type keeps an assertion from being taken for another JWT the client signs, such
    as a request object. Clients should send it; servers are advised not to demand it yet.
    """
    if typ(subject.head).endswith("+jwt"):
        return None
    message = "The header does not say that this is a client assertion."
    return Found("header.typ", show_member("typ", subject.head), message)
