"""What the browser gets to see at the redirect URI: static pages that reflect nothing."""

from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:34rem;padding:0 1.5rem;"
    "color:#1c2430;background:#f6f7f9}"
    "h1{font-size:1.4rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#171b21}}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    f"Content-Security-Policy: {_POLICY}",
    # The address holds the authorization response: no further request may tell it.
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)


def _page(title: str, text: str) -> bytes:
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1><p>{text}</p></main></body></html>\n"
    ).encode()


ACCEPTED = _page(
    "Return to the workbench",
    "The answer of the authorization server has arrived. You can close this page.",
)
STILL_WAITING = _page(
    "Still waiting",
    "This was not the expected answer. The workbench goes on waiting for the right one:"
    " return to the workbench to see what was wrong, or finish the sign-in in its own page.",
)
UNDECIDED = _page(
    "Return to the workbench",
    "The workbench has received this page's address and shows how the sign-in went.",
)


def _refusal(status: int) -> bytes:
    return _page(
        f"{status} {HTTPStatus(status).phrase}",
        "This address only takes the answer to a sign-in. Return to the workbench.",
    )


def response(status: int, page: bytes | None = None, *, head: bool = False) -> bytes:
    """Compose a whole response that ends its connection.

    Args:
        status: the status code.
        page: the body; without one a short page names the status.
        head: leave the body out, as HEAD asks (RFC 9110 §9.3.2).
    """
    body = _refusal(status) if page is None else page
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *_HEADERS]
    if status in {405, 204}:
        lines.append("Allow: GET, POST, HEAD, OPTIONS")
    if status == 204:
        body = b""
    else:
        lines.append(f"Content-Length: {len(body)}")
    start = "\r\n".join((*lines, "", "")).encode("ascii")
    return start if head else start + body
