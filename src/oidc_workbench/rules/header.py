"""The JOSE header: the algorithm, and what else it may and may not say."""

from oidc_workbench.rules.claims import typ
from oidc_workbench.rules.evidence import show, show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.logout_token import EVENT
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    Answer,
    Artefact,
    Found,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_KINDS = (
    Artefact.ID_TOKEN,
    Artefact.ACCESS_TOKEN,
    Artefact.CLIENT_ASSERTION,
    Artefact.LOGOUT_TOKEN,
)
_KEY_MEMBERS = ("jwk", "jku", "x5u", "x5c")

# The explicit types a verifier may meet (RFC 8725 §3.11), and what each kind of token may carry.
KNOWN_TYPES = frozenset(
    (
        "at+jwt", "logout+jwt", "dpop+jwt", "client-authentication+jwt",
        "token-introspection+jwt", "oauth-authz-req+jwt", "secevent+jwt",
    )
)  # fmt: skip
_OWN_TYPES: dict[Purpose, tuple[str, ...]] = {
    Purpose.ACCESS_TOKEN: ("at+jwt",),
    Purpose.CLIENT_ASSERTION: ("client-authentication+jwt",),
    Purpose.LOGOUT_TOKEN: ("logout+jwt", "secevent+jwt"),
    Purpose.DPOP_PROOF: ("dpop+jwt",),
}


@rule(
    "typ-unexpected",
    "Typed as another kind of token",
    Severity.ERROR,
    on=(*_KINDS, Artefact.DPOP_PROOF),
    cites="RFC 8725 §3.11-3.12; RFC 8725bis §3.11; RFC 9068 §4",
    remedy="Reject it: use the token of the right kind here.",
    reads=Reads.HEADER,
)
def typ_unexpected(subject: TokenSubject) -> Answer:
    """``typ`` names another kind of token than the one expected here.

    One issuer signs ID tokens, access tokens and logout tokens with the same keys. Without a
    look at the type, one can be replayed as another, and its signature is right. The comparison
    ignores case and an "application/" in front. "JWT", or no ``typ``, is normal for ID tokens;
    a logout token without a type of its own is then known by its event.
    """
    value = subject.head.get("typ")
    evidence, wanted = show_member("typ", subject.head), subject.expectation.typ
    if value is not None and not isinstance(value, str):
        return Found("header.typ", evidence, "The header's typ is not a string.")
    found = typ(subject.head)
    if wanted and found != typ({"typ": wanted}):
        return Found("header.typ", evidence, f"The typ must be {show(wanted)} here.")
    if found in KNOWN_TYPES and found not in _OWN_TYPES.get(subject.purpose, ()):
        message = f"This is a token of type {found}, not {subject.purpose.phrase}."
        return Found("header.typ", evidence, message)
    return _logout_as_id_token(subject)


def _logout_as_id_token(subject: TokenSubject) -> Answer:
    """Only a nonce would tell the two apart, and not every client sends one."""
    events = subject.claims.get("events")
    if subject.purpose is not Purpose.ID_TOKEN or not isinstance(events, dict):
        return None
    if EVENT not in events:
        return None
    message = "This is a logout token by its event, not an ID token."
    return Found("payload.events", show_member("events", subject.claims), message)


@rule(
    "hdr-key-material",
    "Key or key URL in the header",
    Severity.WARNING,
    on=_KINDS,
    cites="OIDC Core §2; FAPI 2.0 Security Profile §5.4.2; RFC 8725 §3.10",
    remedy="Publish keys through jwks_uri, and never fetch or trust what a token brings along.",
    reads=Reads.HEADER,
)
def hdr_key_material(subject: TokenSubject) -> Answer:
    """The header brings a key (``jwk``, ``x5c``) or the address of one (``jku``, ``x5u``).

    Who forges a token also chooses its header, so a key from there proves nothing, and fetching
    an address from there lets the sender make your server call others. Issuers should name the
    key by ``kid`` and publish it in their JWKS. This program never fetches or trusts it.
    """
    names = [name for name in _KEY_MEMBERS if name in subject.head]
    if not names:
        return None
    message = f"The header carries {' and '.join(names)}; it is ignored here."
    return Found(f"header.{names[0]}", _brought(subject, names), message)


def _brought(subject: TokenSubject, names: list[str]) -> str:
    """Say what is there; of a key only its type, since some senders put private ones there."""
    shown = []
    for name in names:
        value = subject.head[name]
        if name in ("jku", "x5u"):
            shown.append(f'"{name}":{show(value)}')
        elif name == "jwk" and isinstance(value, dict):
            shown.append(f'"jwk" of kty {show(value.get("kty"))}')
        else:
            shown.append(f'"{name}"')
    return ", ".join(shown)
