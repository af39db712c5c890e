"""Requests and responses as text, for reading; knows no Qt."""

import json
from urllib.parse import unquote_plus

from oidc_workbench.exchange import FORM, Exchange, Headers, HttpRequest, HttpResponse, header

SHOWN = 64 * 1024  # octets of a body that are laid out for reading; the rest is only counted


def request_text(request: HttpRequest) -> str:
    """Write a request: its line, its headers, its body laid out for reading."""
    media = (header(request.headers, "content-type") or "").partition(";")[0].strip().lower()
    return _message(
        f"{request.method} {request.url}", request.headers, request.body, media, truncated=False
    )


def response_text(response: HttpResponse) -> str:
    """Write a response: its status, its headers, its body laid out for reading."""
    line = f"{response.status} {response.reason}".strip()
    return _message(
        line, response.headers, response.body, response.media_type, truncated=response.truncated
    )


def _message(line: str, headers: Headers, body: bytes, media: str, *, truncated: bool) -> str:
    head = "\n".join([line, *(f"{name}: {value}" for name, value in headers)])
    text = _body(body[:SHOWN], media)
    if len(body) > SHOWN:
        text += f"\n… {len(body) - SHOWN:,} more octets"
    if truncated:
        text += "\n… more came than is kept"
    return f"{head}\n\n{text}" if text else head


def _body(body: bytes, media: str) -> str:
    text = body.decode("utf-8", "replace")
    if media == FORM:
        return "\n&".join(map(unquote_plus, text.split("&")))
    if media.endswith("json") or media == "application/jwk-set+json":
        return _pretty(text)
    return text


def _pretty(text: str) -> str:
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
        return _write(pairs, "")
    except (ValueError, RecursionError):  # not JSON, cut off, or absurdly deep: shown as it stands
        return text


class _Pairs(list[tuple[str, object]]):
    """An object's members as written, duplicates included."""


def _write(value: object, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, _Pairs) and value:
        members = (f"{inner}{_plain(name)}: {_write(item, inner)}" for name, item in value)
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, _Pairs):
        return "{}"
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        return "[\n" + ",\n".join(inner + _write(item, inner) for item in value) + f"\n{indent}]"
    return _plain(value)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def summary(exchange: Exchange) -> str:
    """Say the outcome in a few words: ``200 · 14 ms``, or the error."""
    took = duration(exchange.elapsed)
    if exchange.response is None:
        return exchange.error or "no response"
    return f"{exchange.response.status} · {took}"


def duration(seconds: float) -> str:
    """Write a duration for a person: ``0.3 ms``, ``14 ms``, ``6.2 s``."""
    if seconds < 0.00995:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"
