"""Reading a response as the JSON object it should be, or saying plainly what came instead."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpResponse
from oidc_workbench.oauth.text import clean

_TOO_LARGE = "The answer is cut off after the first mebibyte; a sound one is far smaller."


def response_of(exchange: Exchange, what: str) -> HttpResponse:
    """Return the response, or say that there is none.

    Raises:
        WorkbenchError: ``no-answer``.
    """
    if exchange.response is None:
        raise WorkbenchError(
            "no-answer",
            f"No answer came for {what} from {exchange.request.host}.",
            "Check that the server runs and can be reached, then try again.",
        )
    return exchange.response


def refuse_redirect(exchange: Exchange, what: str) -> None:
    """Refuse a 3xx answer; it is never followed, since it may lead to another party.

    Raises:
        WorkbenchError: ``redirect-not-followed``, which names the target.
    """
    response = response_of(exchange, what)
    if 300 <= response.status < 400:
        target = _place(response.header("location") or "")
        raise WorkbenchError(
            "redirect-not-followed",
            f"{exchange.request.host} answered the request for {what} with a redirect "
            f"({response.status}){target}; it was not followed.",
            "Name the address that answers by itself; a redirect may lead to somebody else.",
        )


def _place(location: str) -> str:
    try:
        parts = urlsplit(location)
        # Query and fragment may carry secrets.
        place = parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2])
        return f" to {clean(place.geturl(), 200)}" if location else ""
    except ValueError:
        return ""


def json_object(exchange: Exchange, what: str) -> Mapping[str, object]:
    """Read a successful response that must be a JSON object (RFC 8259).

    ``what`` is a noun phrase for the messages ("the provider's metadata").

    Raises:
        WorkbenchError: ``no-answer``, ``redirect-not-followed``, ``not-found``,
            ``server-error``, ``request-refused``, ``empty-answer``, ``html-answer``,
            ``answer-too-large``, ``not-json``; the message says what came.
    """
    response = response_of(exchange, what)
    refuse_redirect(exchange, what)
    _refuse_status(exchange, response, what)
    return parse_object(exchange, what)


def parse_object(exchange: Exchange, what: str) -> Mapping[str, object]:
    """Read the body as a JSON object, whatever the status.

    Raises:
        WorkbenchError: ``empty-answer``, ``html-answer``, ``answer-too-large``, ``not-json``.
    """
    response = response_of(exchange, what)
    _refuse_body(exchange, response, what)
    document = _parse(response)
    if not isinstance(document, dict):
        raise WorkbenchError(
            "not-json",
            f"The answer for {what} from {exchange.request.host} is not a JSON object.",
            "Open the exchange to see what came; the address may belong to another service.",
        )
    return cast("dict[str, object]", document)


def object_if_any(response: HttpResponse) -> Mapping[str, object]:
    """Return the body's JSON object, or an empty one when it holds none."""
    document = None if response.truncated else _parse(response)
    return cast("dict[str, object]", document) if isinstance(document, dict) else {}


def _parse(response: HttpResponse) -> object:
    try:
        return json.loads(response.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested beyond reason
        return None


def _refuse_status(exchange: Exchange, response: HttpResponse, what: str) -> None:
    host, status = exchange.request.host, response.status
    if status in {404, 410}:
        raise WorkbenchError(
            "not-found",
            f"There is nothing for {what} at {host}: it answered {status}.",
            "Check the address for a missing path or a typing error.",
        )
    if status >= 500:
        raise WorkbenchError(
            "server-error",
            f"{host} failed on the request for {what}: it answered {_named(status)}.",
            "Try again later; if it stays so, the server's own log tells why.",
        )
    if not 200 <= status < 300:
        raise WorkbenchError(
            "request-refused",
            f"{host} refused the request for {what}: it answered {_named(status)}.",
            "Open the exchange to see the whole answer.",
        )


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _refuse_body(exchange: Exchange, response: HttpResponse, what: str) -> None:
    host = exchange.request.host
    if response.truncated:
        raise WorkbenchError(
            "answer-too-large",
            f"The answer for {what} from {host} is too large to be read. {_TOO_LARGE}",
            "Check the address; a file or a page may stand there.",
        )
    if not response.body.strip():
        raise WorkbenchError(
            "empty-answer",
            f"The answer for {what} from {host} has an empty body.",
            "Check the address; the server's own log may tell why it said nothing.",
        )
    if _is_html(response):
        raise WorkbenchError(
            "html-answer",
            f"{host} answered the request for {what} with a web page.",
            "Check the address: a login page, a proxy or a web application stands there.",
        )


def _is_html(response: HttpResponse) -> bool:
    start = response.body[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        response.media_type in {"text/html", "application/xhtml+xml"} and start.startswith(b"<")
    )
