"""Requests and responses as texts, and what one rule says about one of them."""

from typing import Any
from urllib.parse import urlencode

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.rules.document import DocumentContext, DocumentKind, Parameter
from oidc_workbench.rules.outcome import Severity, Status
from rules.documents import answered, verdict
from rules.tokens import CLIENT_ID, ISSUER, NONCE, NOW

AREQ, ARESP = DocumentKind.AUTHORIZATION_REQUEST, DocumentKind.AUTHORIZATION_RESPONSE
TREQ, TRESP = DocumentKind.TOKEN_REQUEST, DocumentKind.TOKEN_RESPONSE
INTRO, UI, REG = DocumentKind.INTROSPECTION, DocumentKind.USERINFO, DocumentKind.REGISTRATION
E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - beside E and W
CLEAR, NA, UNCHECKED = Status.CLEAR, Status.NOT_APPLICABLE, Status.NOT_CHECKED
Said = Severity | Status

VERIFIER = "Zk3vq0pTn8Wc5yHs2LrXeMB7uAfDgJ9i-oQ4t1K6_Ez"
CHALLENGE = "-WEA_C9DtTKNoQX5CVrORAhliO05cjaLaa5qwLjec3k"  # the S256 of the verifier
REDIRECT = "https://client.example/cb"
STATE = "af0ifjsldkj-Q2xW9_bTz7"
SIGN_IN: dict[str, Any] = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT,
    "scope": "openid",
    "state": STATE,
    "nonce": NONCE,
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def url(drop: tuple[str, ...] = (), /, **params: Any) -> str:
    """The authorization request of an honest client, with parameters changed or dropped."""
    pairs = {name: v for name, v in {**SIGN_IN, **params}.items() if name not in drop}
    return f"{ISSUER}/authorize?{urlencode(pairs, doseq=True)}"


def form(**params: Any) -> str:
    return urlencode(params, doseq=True)


def said(kind: DocumentKind, text: Any, rule: str, now: float = NOW, **context: Any) -> Said:
    """The worst severity at which a rule spoke, or why it did not."""
    outcome = answered(verdict(kind, text, DocumentContext(**context), now), rule)
    order = list(Severity)
    found = sorted((finding.severity for finding in outcome.findings), key=order.index)
    return found[0] if found else outcome.status


def evidence(kind: DocumentKind, text: Any, rule: str, **context: Any) -> str:
    """All that a rule's findings say."""
    findings = answered(verdict(kind, text, DocumentContext(**context)), rule).findings
    return " ".join(f"{one.where} {one.evidence} {one.message}" for one in findings)


def posted(
    url: str, body: str = "", answer: str = "", status: int = 200, /, **headers: str
) -> Exchange:
    """A request and what came back; header names of the request with underscores."""
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    request = HttpRequest("POST", url, lines, body.encode())
    types = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    return Exchange(request, HttpResponse(status, types, answer.encode()), NOW, 0.1)


def params(**values: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, value, "body") for name, value in values.items())
