"""Refusals: every one names the OAuth error and says in plain words what was expected."""

from dataclasses import dataclass

from oidc_workbench.exchange import Headers


def plain(text: str) -> str:
    """Keep to the characters an ``error_description`` may hold (RFC 6749 §5.2)."""
    text = text.replace('"', "'").replace("\\", "/")
    return "".join(c if " " <= c <= "~" else "?" for c in text)


class Refusal(Exception):  # noqa: N818 - the standards' answer to a request, no fault of ours
    """A request is refused; the core turns this into the endpoint's error answer.

    Args:
        error: the code from the standards (``invalid_grant``).
        description: one or two sentences for the person; never holds a secret.
        status: the HTTP status of the answer.
        headers: further headers of the answer (``WWW-Authenticate`` …).
    """

    def __init__(
        self, error: str, description: str, status: int = 400, headers: Headers = ()
    ) -> None:
        super().__init__(error)
        self.error = error
        self.description = plain(description)
        self.status = status
        self.headers = headers


class PageRefusal(Refusal):
    """Refused before the redirect URI could be trusted: shown as a page (RFC 6749 §4.1.2.1)."""


class RedirectRefusal(Refusal):
    """Refused with the redirect URI known to be the client's: sent there (RFC 6749 §4.1.2.1)."""

    def __init__(self, refusal: Refusal, redirect_uri: str, state: str) -> None:
        super().__init__(refusal.error, refusal.description, 303)
        self.redirect_uri = redirect_uri
        self.state = state


@dataclass(frozen=True, slots=True)
class RefusalNote:
    """One line of the log of refusals."""

    at: float
    path: str
    client_id: str
    error: str
    description: str
