"""Who issued the token, for whom, and what every kind of token must hold."""

from urllib.parse import urlsplit

from oidc_workbench.rules.claims import audiences, present, typ
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

_REQUIRED = {
    Purpose.ID_TOKEN: ("sub", "iat"),
    Purpose.ACCESS_TOKEN: ("sub", "client_id", "iat", "jti"),
    Purpose.CLIENT_ASSERTION: ("iss", "sub"),
    Purpose.LOGOUT_TOKEN: ("iat", "jti"),
    Purpose.DPOP_PROOF: ("jti", "htm", "htu", "iat"),
}
_TEXTS = frozenset(("iss", "sub", "client_id", "jti", "htm", "htu"))
_LONGEST_SUBJECT = 255
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@rule(
    "iss-mismatch",
    "Issuer missing, malformed or not the expected one",
    Severity.ERROR,
    on=(Artefact.ID_TOKEN, Artefact.ACCESS_TOKEN, Artefact.LOGOUT_TOKEN),
    cites="OIDC Core §2, §3.1.3.7 step 2; RFC 9068 §4; RFC 8414 §4",
    remedy="Use the issuer exactly as discovered, character by character.",
)
def iss_mismatch(subject: TokenSubject) -> Answer:
    """``iss`` is absent or is not exactly the issuer that is expected.

    The comparison is by code points: a slash at the end, another case or another port makes
    another issuer. Loose comparison is how tokens of one tenant or environment get accepted in
    another. The issuer of an ID token must be an https URL without query or fragment; http on
    this machine is for trying out, and only noted.
    """
    evidence = show_member("iss", subject.claims)
    iss = subject.claims.get("iss")
    if not isinstance(iss, str) or not iss:
        return Found("payload.iss", evidence, "The token does not say who issued it.")
    expected = subject.expectation.issuer
    if not expected:
        return Missing("the expected issuer")
    if iss != expected:
        message = (
            f"The token is from another issuer than {shorten(expected)}.{_hint(iss, expected)}"
        )
        return Found("payload.iss", evidence, message)
    if subject.purpose is not Purpose.ID_TOKEN:
        return None
    return _malformed(iss, evidence)


def _hint(iss: str, expected: str) -> str:
    if iss.rstrip("/") == expected.rstrip("/"):
        return " Only a slash at the end differs."
    if iss.lower() == expected.lower():
        return " Only the case differs."
    found, wanted = _split(iss), _split(expected)
    if found[1:] == wanted[1:]:
        return f" Only the scheme differs: {shorten(found[0], 20) or 'none'}."
    if (found[0], found[1], found[3]) == (wanted[0], wanted[1], wanted[3]):
        return " Only the port differs."
    return ""


def _split(url: str) -> tuple[str, str, str, str]:
    """Scheme, host, port and path of a URL, however broken it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ("", url, "", "")
    host, _, port = parts.netloc.rpartition(":")
    if not host or not port.isdigit():
        host, port = parts.netloc, ""
    return (parts.scheme, host, port, parts.path)


def _malformed(iss: str, evidence: str) -> Answer:
    try:
        parts = urlsplit(iss)
        host = parts.hostname or ""
    except ValueError:
        return Found("payload.iss", evidence, "The issuer is not a URL.")
    if "?" in iss or "#" in iss:
        return Found("payload.iss", evidence, "An issuer has no query and no fragment.")
    if parts.scheme == "https" and host:
        return None
    if parts.scheme == "http" and host in _LOOPBACK:
        message = "The issuer is on this machine, without TLS: right for trying out only."
        return Found("payload.iss", evidence, message, Severity.INFO)
    return Found("payload.iss", evidence, "The issuer of an ID token must be an https URL.")


@rule(
    "aud-missing",
    "No usable audience",
    Severity.ERROR,
    on=(
        Artefact.ID_TOKEN,
        Artefact.ACCESS_TOKEN,
        Artefact.CLIENT_ASSERTION,
        Artefact.LOGOUT_TOKEN,
    ),
    cites="RFC 7519 §4.1.3; OIDC Core §2; RFC 9068 §2.2; RFC 8725 §3.9",
    remedy="The issuer must set aud to the identifier of the one the token is for.",
)
def aud_missing(subject: TokenSubject) -> Answer:
    """``aud`` is absent, empty, or neither a string nor an array of strings.

    Without an audience a token is good everywhere the issuer is trusted: each of the services
    that receive it can use it at all the others.
    """
    if audiences(subject.claims):
        return None
    evidence = show_member("aud", subject.claims)
    if not present(subject.claims, "aud"):
        return Found("payload.aud", evidence, "The token does not say whom it is for.")
    message = "The audience is neither a string nor an array of strings."
    return Found("payload.aud", evidence, message)


@rule(
    "aud-mismatch",
    "Not for this client",
    Severity.ERROR,
    on=(Artefact.ID_TOKEN, Artefact.LOGOUT_TOKEN),
    cites="OIDC Core §3.1.3.7 step 3",
    remedy="Reject it; check the client_id, and which environment the token came from.",
)
def aud_mismatch(subject: TokenSubject) -> Answer:
    """The client's own ``client_id`` is not among the audiences, compared exactly.

    An ID token tells one client who signed in. A client that accepts a token meant for another
    one lets that other client, or whoever stole its token, sign in as its users.
    """
    if not audiences(subject.claims):
        return NOT_APPLICABLE  # aud-missing rejects it
    client_id = subject.expectation.client_id
    if not client_id:
        return Missing("the client_id")
    if client_id in audiences(subject.claims):
        return None
    evidence = show_member("aud", subject.claims)
    kind = "ID token" if subject.purpose is Purpose.ID_TOKEN else "logout token"
    return Found("payload.aud", evidence, f"This {kind} is for another client.")


@rule(
    "claim-missing",
    "Required claim missing or malformed",
    Severity.ERROR,
    on=(
        Artefact.ID_TOKEN,
        Artefact.ACCESS_TOKEN,
        Artefact.CLIENT_ASSERTION,
        Artefact.LOGOUT_TOKEN,
        Artefact.DPOP_PROOF,
    ),
    cites=(
        "OIDC Core §2; RFC 9068 §2.2; RFC 7523 §3; OIDC Back-Channel Logout §2.4; RFC 9449 §4.2"
    ),
    remedy="The issuer must add the claim.",
)
def claim_missing(subject: TokenSubject) -> Answer:
    """A claim that this kind of token must have is absent, null or empty, or no string.

    ID tokens need iss, sub, iat; access tokens (RFC 9068) also client_id and jti; client
    assertions iss and sub; logout tokens iss, iat, jti; DPoP proofs jti, htm, htu, iat. Another
    rule speaks about iss, aud and exp. The sub of an ID token has at most 255 ASCII characters.
    An access token that is neither typed at+jwt nor judged by a profile may lack client_id and
    jti: that is only a warning.
    """
    claims = subject.claims
    found = [
        Found(
            f"payload.{name}",
            show_member(name, claims),
            _complaint(name, claims.get(name)),
            Severity.WARNING if _tolerated(name, subject) else None,
        )
        for name in _REQUIRED[subject.purpose]
        if _bad(name, claims.get(name))
    ]
    sub = claims.get("sub")
    if subject.purpose is Purpose.ID_TOKEN and isinstance(sub, str) and _unfit(sub):
        message = "The sub is longer than 255 characters or not ASCII."
        found.append(Found("payload.sub", show_member("sub", claims), message))
    return found or None


def _bad(name: str, value: object) -> bool:
    if value is None or value == "":
        return True
    return name in _TEXTS and not isinstance(value, str)


def _tolerated(name: str, subject: TokenSubject) -> bool:
    """Whether the token may lack a claim that only RFC 9068 demands, since it is not one of those.

    Large vendors leave client_id and jti out of tokens that never claim to follow RFC 9068.
    """
    return (
        subject.purpose is Purpose.ACCESS_TOKEN
        and name in ("client_id", "jti")
        and name not in subject.claims
        and subject.expectation.profile == "plain"
        and typ(subject.head) != "at+jwt"
    )


def _complaint(name: str, value: object) -> str:
    state = "is missing" if value is None or value == "" else "is not a string"
    return f"The required claim {name} {state}."


def _unfit(sub: str) -> bool:
    return len(sub) > _LONGEST_SUBJECT or not sub.isascii()
