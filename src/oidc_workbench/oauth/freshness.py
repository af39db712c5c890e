"""How long an answer may be kept, by its own headers (RFC 9111 §4.2)."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from oidc_workbench.exchange import Exchange, HttpResponse

DEFAULT = 300.0
"""Seconds that an answer is kept whose headers say nothing, as most JWKS endpoints' do; policy."""
MOST = 86_400.0
"""Seconds that nothing is kept beyond, whatever the server allows; our policy."""


def fresh_for(exchange: Exchange) -> float:
    """Return for how many seconds, from when it came, an answer may be used again.

    ``Cache-Control`` counts above ``Expires``; ``Age`` is taken off, since a cache on the way may
    have held the answer before. 0 when it must not be kept, and for everything but a plain 200.
    """
    response = exchange.response
    if response is None or response.status != 200:
        return 0.0
    directives = _directives(response)
    if "no-store" in directives or "no-cache" in directives:
        return 0.0
    lifetime = _seconds(directives["max-age"]) if "max-age" in directives else None
    if lifetime is None:
        lifetime = _until_expiry(response, exchange.started_at)
    age = _seconds(response.header("age") or "") or 0.0
    return min(max((DEFAULT if lifetime is None else lifetime) - age, 0.0), MOST)


def _directives(response: HttpResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.headers:
        if name.lower() == "cache-control":
            for part in value.split(","):
                directive, _, argument = part.partition("=")
                found.setdefault(directive.strip().lower(), argument.strip().strip('"'))
    return found


def _seconds(text: str) -> float | None:
    """A delta-seconds (RFC 9111 §1.2.2); None when it is none."""
    return float(text[:10]) if text.isascii() and text.isdecimal() else None


def _until_expiry(response: HttpResponse, received_at: float) -> float | None:
    expires = response.header("expires")
    if expires is None:
        return None
    ends = _moment(expires)
    if ends is None:
        return 0.0  # RFC 9111 §5.3: what is no date lies in the past
    began = _moment(response.header("date") or "")
    return ends - (received_at if began is None else began)


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
