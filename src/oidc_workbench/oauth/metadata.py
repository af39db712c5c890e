"""The authorization server's metadata: where it lies and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.oauth.answer import json_object
from oidc_workbench.oauth.text import clean

_OIDC = "/.well-known/openid-configuration"
_OAUTH = "/.well-known/oauth-authorization-server"
_WHAT = "the provider's metadata"

_ENDPOINTS = {
    "authorization_endpoint": "an authorization endpoint",
    "token_endpoint": "a token endpoint",
    "jwks_uri": "a JWKS URI",
    "userinfo_endpoint": "a UserInfo endpoint",
    "introspection_endpoint": "an introspection endpoint",
    "revocation_endpoint": "a revocation endpoint",
    "end_session_endpoint": "an end-session endpoint",
    "registration_endpoint": "a registration endpoint",
    "device_authorization_endpoint": "a device authorization endpoint",
    "pushed_authorization_request_endpoint": "a pushed authorization request endpoint",
}


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """What a provider says about itself (OIDC Discovery §3, RFC 8414 §2).

    Lists are empty both when absent and when empty; ``raw`` tells which.

    Args:
        issuer: exactly as published, and equal to the one that was named.
        raw: every member as received.
        url: the address of the document.
        iss_in_response: whether authorization responses carry ``iss`` (RFC 9207 §3).
    """

    issuer: str
    url: str
    raw: Mapping[str, object] = field(repr=False)
    scopes_supported: tuple[str, ...] = ()
    response_types_supported: tuple[str, ...] = ()
    response_modes_supported: tuple[str, ...] = ()
    grant_types_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] = ()
    token_endpoint_auth_methods_supported: tuple[str, ...] = ()
    token_endpoint_auth_signing_alg_values_supported: tuple[str, ...] = ()
    id_token_signing_alg_values_supported: tuple[str, ...] = ()
    iss_in_response: bool = False

    def offers(self, name: str) -> bool:
        """Whether the metadata names an endpoint."""
        return bool(self.raw.get(name))

    def endpoint(self, name: str) -> str:
        """Return an endpoint's URL by its metadata name (``token_endpoint``, ``jwks_uri``).

        Raises:
            WorkbenchError: ``endpoint-missing``, or ``endpoint-invalid`` when it is no URL.
        """
        noun = _ENDPOINTS.get(name, f"“{name}”")
        value = self.raw.get(name)
        if value is None or value == "":
            raise WorkbenchError(
                "endpoint-missing",
                f"The provider's metadata names no {noun.removeprefix('an ').removeprefix('a ')}.",
                f"This needs {noun} ({name}); ask the provider whether it has one.",
            )
        if not isinstance(value, str) or not _is_web_url(value):
            raise WorkbenchError(
                "endpoint-invalid",
                f"The provider's metadata gives “{clean(str(value), 120)}” as {name}, "
                "which is no http or https address.",
                "The provider has to mend its metadata.",
            )
        return value


def well_known_urls(issuer: str) -> tuple[str, ...]:
    """Return where an issuer's metadata may lie, the OIDC place first.

    OIDC Discovery §4.1 appends its path to the issuer, RFC 8414 §3.1 inserts its own between
    host and path; a terminating slash is removed in both.

    Raises:
        WorkbenchError: ``issuer-invalid``; the hint says what an issuer looks like.
    """
    parts = _issuer_parts(issuer)
    path = parts.path.rstrip("/")
    base = f"{parts.scheme}://{parts.netloc}"
    return (f"{base}{path}{_OIDC}", f"{base}{_OAUTH}{path}")


def metadata_request(url: str) -> HttpRequest:
    """Build the request for a metadata document."""
    return HttpRequest("GET", url, (("Accept", "application/json"),), purpose=f"read {_WHAT}")


def read_metadata(exchange: Exchange, issuer: str) -> ProviderMetadata:
    """Read a metadata document and hold it to the issuer that was named.

    The issuer must match code point by code point (OIDC Discovery §4.3, RFC 8414 §3.3).

    Raises:
        WorkbenchError: ``metadata-issuer-mismatch``, ``metadata-issuer-missing``, or what
            :func:`oidc_workbench.oauth.answer.json_object` raises.
    """
    raw = json_object(exchange, _WHAT)
    published = raw.get("issuer")
    if not isinstance(published, str) or not published:
        raise WorkbenchError(
            "metadata-issuer-missing",
            f"The document at {exchange.request.url} names no issuer, so it is no metadata "
            "of a provider.",
            "Check the issuer; another kind of document stands at that address.",
        )
    if published != issuer:
        raise WorkbenchError(
            "metadata-issuer-mismatch",
            f"The metadata belongs to the issuer “{clean(published, 200)}”, "
            f"but you named “{issuer}”.",
            _difference(issuer, published),
        )
    return ProviderMetadata(
        published,
        exchange.request.url,
        raw,
        scopes_supported=_texts(raw, "scopes_supported"),
        response_types_supported=_texts(raw, "response_types_supported"),
        response_modes_supported=_texts(raw, "response_modes_supported"),
        grant_types_supported=_texts(raw, "grant_types_supported"),
        code_challenge_methods_supported=_texts(raw, "code_challenge_methods_supported"),
        token_endpoint_auth_methods_supported=_texts(raw, "token_endpoint_auth_methods_supported"),
        token_endpoint_auth_signing_alg_values_supported=_texts(
            raw, "token_endpoint_auth_signing_alg_values_supported"
        ),
        id_token_signing_alg_values_supported=_texts(raw, "id_token_signing_alg_values_supported"),
        iss_in_response=raw.get("authorization_response_iss_parameter_supported") is True,
    )


def _texts(raw: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = raw.get(name)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _issuer_parts(issuer: str) -> SplitResult:
    problem = _issuer_problem(issuer)
    if problem:
        raise WorkbenchError(
            "issuer-invalid",
            f"“{clean(issuer, 200)}” is no issuer: {problem}.",
            "An issuer is an https address such as https://login.example.com/tenant, "
            "without query or fragment.",
        )
    return urlsplit(issuer)


def _issuer_problem(issuer: str) -> str:
    if not issuer:
        return "it is empty"
    if any(c.isspace() or not c.isprintable() for c in issuer):
        return "it contains blanks or control characters"
    if not _is_web_url(issuer):
        return "it is not an http or https address with a host"
    if "/.well-known/" in issuer:
        return "it is the address of a metadata document; the issuer is the part before it"
    if "?" in issuer or "#" in issuer:
        return "it has a query or a fragment"
    if "@" in urlsplit(issuer).netloc:
        return "it has a user name in it"
    return ""


def _is_web_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0


def _difference(named: str, published: str) -> str:
    """Say in one sentence how two issuers differ, for the differences that people make."""
    advice = f"Name the issuer exactly as published, if that is the provider you mean: {published}"
    if named.rstrip("/") == published.rstrip("/"):
        return f"They differ in the slash at the end only. {advice}"
    if named.lower() == published.lower():
        return f"They differ in upper and lower case only. {advice}"
    try:
        ours, theirs = urlsplit(named), urlsplit(published)
        ports = (ours.port, theirs.port)
    except ValueError:
        return "The provider publishes an issuer that is no address; it has to mend its metadata."
    if (ours.netloc, ours.path) == (theirs.netloc, theirs.path):
        return f"They differ in the scheme ({ours.scheme} and {theirs.scheme}). {advice}"
    if (ours.hostname, ours.path) == (theirs.hostname, theirs.path) and ports[0] != ports[1]:
        return f"They differ in the port ({ports[0]} and {ports[1]}). {advice}"
    if ours.hostname != theirs.hostname:
        return (
            "The hosts differ: another provider's metadata must never be used. Name the right "
            "issuer, or ask the provider why it publishes somebody else's."
        )
    return advice
