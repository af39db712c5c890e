"""Reading metadata members without believing their types; which of the two kinds it is."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show

OIDC_SUFFIX = "openid-configuration"
OAUTH_SUFFIX = "oauth-authorization-server"
RESOURCE_SUFFIX = "oauth-protected-resource"
_WELL_KNOWN = "/.well-known/"
# Members that only OpenID Provider metadata has (OIDC Discovery §3).
_OIDC_ONLY = (
    "userinfo_endpoint",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "claims_supported",
)


class Endpoint(NamedTuple):
    """An address that metadata names, and the member it stands in."""

    where: str
    url: object


def texts(members: Mapping[str, object], name: str) -> tuple[str, ...] | None:
    """The strings of an array member; None when it is absent or no array."""
    value = members.get(name)
    if not isinstance(value, list):
        return None
    return tuple(item for item in value if isinstance(item, str))


def listing(members: Mapping[str, object], name: str, values: tuple[str, ...]) -> str:
    """Show those values of an array member that a finding is about."""
    shown = ",".join(show(value) for value in values)
    return f'"{name}" lists {shown}' if name in members else f"no {name}"


def endpoints(members: Mapping[str, object]) -> Iterator[Endpoint]:
    """Every endpoint, the JWKS URI and the aliases for mutual TLS (RFC 8705 §5)."""
    for name, value in members.items():
        if name.endswith("_endpoint") or name in ("jwks_uri", "check_session_iframe"):
            yield Endpoint(name, value)
    aliases = members.get("mtls_endpoint_aliases")
    if isinstance(aliases, dict):
        for name, value in aliases.items():
            yield Endpoint(f"mtls_endpoint_aliases.{name}", value)


def split(url: object) -> SplitResult | None:
    """Split a URL; None when it is none."""
    if not isinstance(url, str) or any(char.isspace() or ord(char) < 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme else None


def host_of(url: object) -> str:
    """The host of a URL in lower case; empty when there is none."""
    parts = split(url)
    return (parts.hostname or "") if parts is not None else ""


def is_oidc(subject: DocumentSubject) -> bool:
    """Whether the document is OpenID Provider metadata, by its place or what stands in it."""
    if _WELL_KNOWN + OIDC_SUFFIX in subject.url:
        return True
    if _WELL_KNOWN + OAUTH_SUFFIX in subject.url:
        return False
    return any(name in subject.members for name in _OIDC_ONLY)


def code_flow(members: Mapping[str, object]) -> bool:
    """Whether the server may be asked for a code; True when it does not say."""
    grants = texts(members, "grant_types_supported")
    types = texts(members, "response_types_supported")
    if types is None:
        return grants is None or "authorization_code" in grants
    return any("code" in value.split() for value in types)


def well_known_urls(identifier: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """Where metadata about an identifier lies: the suffix inserted, and for OIDC appended.

    RFC 8414 §3.1 and RFC 9728 §3.1 insert it between host and path; OIDC Discovery §4.1 appends
    it. A terminating slash of the path is removed first. Empty when it is no URL.
    """
    parts = split(identifier)
    if parts is None:
        return ()
    base, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    inserted = [f"{base}{_WELL_KNOWN}{suffix}{path}{query}" for suffix in suffixes]
    if OIDC_SUFFIX in suffixes:
        inserted.append(f"{base}{path}{_WELL_KNOWN}{OIDC_SUFFIX}")
    return tuple(inserted)


def identifiers_of(url: str) -> tuple[str, ...]:
    """The identifiers that a well-known URL may have been built from; empty when it is none."""
    parts = split(url)
    if parts is None or _WELL_KNOWN not in parts.path:
        return ()
    base = f"{parts.scheme}://{parts.netloc}"
    before, _, rest = parts.path.partition(_WELL_KNOWN)
    after = rest.partition("/")[2]
    path = before or (f"/{after}" if after else "")
    query = f"?{parts.query}" if parts.query else ""
    return (f"{base}{path}{query}", f"{base}{path}/{query}")
