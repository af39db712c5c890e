"""The front channel: the authorization request, and what comes back to the redirect URI."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_members
from oidc_workbench.oauth.text import clean
from oidc_workbench.secret import Secret

_TOKENS = ("access_token", "id_token", "refresh_token")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """An authorization request of the code flow with PKCE (RFC 6749 §4.1.1, RFC 7636 §4.3).

    Args:
        nonce: binds the ID token to this run (OIDC Core §3.1.2.1); empty leaves it out.
        resources: resource indicators, each sent as its own parameter (RFC 8707 §2).
        max_age: seconds; None leaves it out.
        response_mode: empty for the default of the code flow, ``query``.
        extra: further parameters, sent last and as they are.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    code_challenge: str
    nonce: str = ""
    resources: tuple[str, ...] = ()
    prompt: str = ""
    max_age: int | None = None
    response_mode: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The parameters in the order they are sent; what is empty is left out."""
        pairs = [
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", " ".join(self.scopes)),
            ("state", self.state),
            ("nonce", self.nonce),
            ("code_challenge", self.code_challenge),
            ("code_challenge_method", "S256"),
            ("prompt", self.prompt),
            ("max_age", "" if self.max_age is None else str(self.max_age)),
            ("response_mode", self.response_mode),
            *(("resource", resource) for resource in self.resources),
        ]
        return (*(pair for pair in pairs if pair[1]), *self.extra)

    def url(self, endpoint: str) -> str:
        """Return the URL to open, keeping the endpoint's own query (RFC 6749 §3.1)."""
        parts = urlsplit(endpoint)
        # %20 is read alike by servers that decode a form and by those that decode a URL only.
        ours = urlencode(self.parameters, quote_via=quote, safe="")
        query = f"{parts.query}&{ours}" if parts.query else ours
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Something reached the redirect URI that does not answer this request: keep waiting.

    Args:
        reason: one sentence to show.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """A successful authorization response (RFC 6749 §4.1.2), bound to this run by its state.

    Args:
        issuer: the ``iss`` parameter (RFC 9207 §2); empty when none came and none was due.
    """

    code: Secret
    issuer: str = field(default="")


def read_callback(
    url: str, body: bytes, request: AuthorizationRequest, metadata: ProviderMetadata
) -> NotOurs | OAuthError | AuthorizationResponse:
    """Read what came to the redirect URI, as query or as form post.

    Only an answer with our ``state`` can end the flow, so that nobody else can end it. Such an
    answer must name the right issuer, in error responses too (RFC 9207 §2.4), and may not
    repeat a parameter (RFC 6749 §3.1) nor carry a token (RFC 9700 §2.1.2).

    Args:
        url: the URL as requested or pasted.
        body: the form of a ``form_post`` response, else empty.
        request: the request that is being answered.
        metadata: the provider it was sent to.

    Raises:
        WorkbenchError: the answer is ours, yet can't be used: ``callback-repeats-parameter``,
            ``callback-token-in-url``, ``callback-iss-mismatch``, ``callback-iss-missing``,
            ``callback-without-code``.
    """
    pairs = _pairs(url, body)
    stranger = _not_ours(pairs, request.state)
    if stranger:
        return stranger
    _refuse_repeats(pairs)
    members: dict[str, str] = dict(pairs)
    _refuse_tokens(members)
    _check_issuer(members, metadata)
    if "error" in members:
        return error_of_members(members)
    if not members.get("code"):
        raise WorkbenchError(
            "callback-without-code",
            "The provider's answer carries our state, but neither a code nor an error.",
            "Ask the provider to answer the code flow in response mode query or form_post.",
        )
    return AuthorizationResponse(Secret(members["code"]), members.get("iss", ""))


def _pairs(url: str, body: bytes) -> list[tuple[str, str]]:
    """Collect the parameters of query, fragment and form.

    A fragment never reaches a server; a pasted URL may hold one, and must not be overlooked.
    """
    try:
        parts = urlsplit(url.strip())
        texts = [parts.query, parts.fragment, body.decode("utf-8", "replace")]
        return [
            pair
            for text in texts
            for pair in parse_qsl(text, keep_blank_values=True, max_num_fields=100)
        ]
    except ValueError:  # no URL, or more fields than any provider sends
        return []


def _not_ours(pairs: list[tuple[str, str]], state: str) -> NotOurs | None:
    states = [value for name, value in pairs if name == "state"]
    if any(_equal(value, state) for value in states):
        return None
    error = clean(next((value for name, value in pairs if name == "error"), ""), 100)
    said = f" It said {error}." if error else ""
    if not pairs:
        return NotOurs("A request without any parameter came to the redirect URI.")
    if not states:
        return NotOurs(f"An answer without state came, which anybody may have sent.{said}")
    return NotOurs(f"An answer with another state came: not the answer to this request.{said}")


def _equal(value: str, expected: str) -> bool:
    """Compare in constant time; a pasted text may hold what UTF-8 can't."""
    octets = (text.encode("utf-8", "surrogatepass") for text in (value, expected))
    return hmac.compare_digest(*octets)


def _refuse_repeats(pairs: list[tuple[str, str]]) -> None:
    names = [name for name, _ in pairs]
    repeated = sorted({clean(name, 40) for name in names if names.count(name) > 1})
    if repeated:
        raise WorkbenchError(
            "callback-repeats-parameter",
            f"The provider's answer repeats a parameter: {', '.join(repeated)}.",
            "It can't be told which value is meant (RFC 6749 section 3.1); sign in again.",
        )


def _refuse_tokens(members: dict[str, str]) -> None:
    found = [name for name in _TOKENS if name in members]
    if found:
        raise WorkbenchError(
            "callback-token-in-url",
            f"The provider's answer carries a token in the front channel: {', '.join(found)}.",
            "Tokens there end up in histories and logs (RFC 9700 section 2.1.2); have the "
            "provider answer the code flow with a code only.",
        )


def _check_issuer(members: dict[str, str], metadata: ProviderMetadata) -> None:
    issuer = members.get("iss")
    if issuer is None and metadata.iss_in_response:
        raise WorkbenchError(
            "callback-iss-missing",
            "The answer names no issuer, though the provider's metadata promises it.",
            "It may come from another server (mix-up, RFC 9207 section 2.4): do not use it, and "
            "sign in again.",
        )
    if issuer is not None and issuer != metadata.issuer:
        raise WorkbenchError(
            "callback-iss-mismatch",
            f"The answer comes from “{clean(issuer, 200)}”, but the request went to "
            f"“{metadata.issuer}”.",
            "Another server answered (mix-up, RFC 9207 section 2.4): its code is not redeemed.",
        )
