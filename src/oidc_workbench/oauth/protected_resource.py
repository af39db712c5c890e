"""A protected resource: calling it with a bearer token, and reading why it refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, Headers, HttpRequest, HttpResponse
from oidc_workbench.oauth.answer import response_of
from oidc_workbench.oauth.text import clean
from oidc_workbench.secret import Secret

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))")
_PARAM = re.compile(rf"({_WORD})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|({_WORD}))")
_SCHEME = re.compile(rf"({_WORD})(?=[\s,]|$)\s*")
_COMMA = re.compile(r"[\s,]*")

_REASONS = {
    "invalid_request": "the request is malformed",
    "invalid_token": "the token is expired, revoked, malformed or not for this resource",
    "insufficient_scope": "the token lacks a scope that this resource requires",
    "use_dpop_nonce": "the resource wants a DPoP proof with its nonce",
    "invalid_dpop_proof": "the DPoP proof is missing or wrong",
    "insufficient_user_authentication": "a stronger or fresher sign-in is required",
}


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge of a ``WWW-Authenticate`` header (RFC 9110 §11.6.1).

    Args:
        params: names in lower case; of a repeated one the first.
    """

    scheme: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResourceAnswer:
    """How a protected resource answered.

    Args:
        error: the code of RFC 6750 §3.1, RFC 9449 §7.1 or RFC 9470 §3; empty when none came.
        scope: the scopes the resource says it requires.
        challenges: all of them, in the order received.
    """

    status: int
    accepted: bool
    error: str = ""
    description: str = ""
    scope: tuple[str, ...] = ()
    challenges: tuple[Challenge, ...] = ()

    @property
    def reason(self) -> str:
        """One sentence on the answer."""
        if self.accepted:
            return f"The resource served the request (status {self.status})."
        meaning = _REASONS.get(self.error)
        parts = [f"The resource answered {self.status}"]
        if self.error:
            parts.append(f" with the error {self.error}" + (f": {meaning}" if meaning else ""))
        if self.scope:
            parts.append(f"; it requires the scope {' '.join(self.scope)}")
        said = f" It says: “{self.description}”." if self.description else ""
        return "".join(parts) + "." + said

    @property
    def hint(self) -> str:
        """One sentence on what to do; empty when the token was accepted."""
        if self.accepted:
            return ""
        if self.error == "insufficient_scope":
            return "Obtain a token with that scope; the client must be allowed to ask for it."
        if self.error in {"use_dpop_nonce", "invalid_dpop_proof"}:
            return "This resource takes sender-constrained tokens only."
        if self.status == 401:
            return "Inspect the token against this API: its issuer, audience and expiry."
        if self.status == 403:
            return "The token was understood but does not suffice; compare scopes and rights."
        return "The answer says nothing about the token; open the exchange to see it whole."


def bearer_request(
    method: str,
    url: str,
    token: Secret,
    *,
    headers: Headers = (),
    body: bytes = b"",
    purpose: str = "call the API",
) -> HttpRequest:
    """Build a request with the token in the Authorization header (RFC 6750 §2.1).

    Raises:
        WorkbenchError: ``token-unsendable`` for a text that can't stand in a header.
    """
    text = token.reveal()
    if not text or any(not 0x21 <= ord(c) <= 0x7E for c in text):
        raise WorkbenchError(
            "token-unsendable",
            "The token is empty, or contains blanks or characters that no header may hold.",
            "Paste the token alone, without quotes or line breaks.",
        )
    return HttpRequest(method, url, (("Authorization", f"Bearer {text}"), *headers), body, purpose)


def read_resource_answer(exchange: Exchange) -> ResourceAnswer:
    """Read whether a protected resource accepted the token.

    Only a 2xx answer without an error counts as accepted: a redirect or a 404 proves nothing.

    Raises:
        WorkbenchError: ``no-answer``.
    """
    response = response_of(exchange, "the API call")
    found = challenges(response)
    telling = next((c for c in found if c.params.get("error")), None)
    params = telling.params if telling else next((c.params for c in found), {})
    return ResourceAnswer(
        response.status,
        200 <= response.status < 300,
        clean(params.get("error"), 100),
        clean(params.get("error_description")),
        tuple(clean(params.get("scope"), 300).split()),
        found,
    )


def challenges(response: HttpResponse) -> tuple[Challenge, ...]:
    """Read every challenge, leniently; several may share one header line (RFC 9110 §11.6.1)."""
    return tuple(
        challenge
        for name, value in response.headers
        if name.lower() == "www-authenticate"
        for challenge in _challenges(value[:8192])
    )


def _challenges(text: str) -> Iterator[Challenge]:
    at = _COMMA.match(text, 0).end()  # type: ignore[union-attr] # it matches the empty text too
    while match := _SCHEME.match(text, at):
        params: dict[str, str] = {}
        at = _read_params(text, match.end(), params)
        yield Challenge(match[1], params)


def _read_params(text: str, at: int, params: dict[str, str]) -> int:
    """Collect the parameters up to the next scheme, and return where that begins."""
    token68 = _TOKEN68.match(text, at)
    if token68 and not _PARAM.match(text, at):
        at = token68.end()
    while True:
        skipped = _COMMA.match(text, at)
        at = skipped.end() if skipped else at
        match = _PARAM.match(text, at)
        if not match:
            return at
        quoted = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
        params.setdefault(match[1].lower(), quoted)
        at = match.end()
