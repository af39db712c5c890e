"""The answers' common forms: JSON, a redirect, nothing."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from oidc_workbench.exchange import Headers, HttpResponse

# RFC 6749 §5.1: what carries tokens or codes is never stored.
NO_STORE: Headers = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def json_reply(
    body: Mapping[str, object], status: int = 200, headers: Headers = NO_STORE
) -> HttpResponse:
    """Answer with a JSON document."""
    text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    fixed = (("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff"))
    return HttpResponse(status, (*fixed, *headers), text.encode())


def redirect(location: str, headers: Headers = ()) -> HttpResponse:
    """Send the browser on with GET (303, RFC 9700 §4.12: never 307)."""
    fixed = (("Location", location), *NO_STORE, ("Referrer-Policy", "no-referrer"))
    return HttpResponse(303, (*fixed, *headers))


def empty(status: int = 200) -> HttpResponse:
    """Answer with a status and nothing else."""
    return HttpResponse(status, NO_STORE)


def with_query(url: str, params: Mapping[str, str]) -> str:
    """Append parameters to a URL, keeping its own (RFC 6749 §3.1.2)."""
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}{urlencode({k: v for k, v in params.items() if v})}"
