"""The exchange log as rows, and their filter; knows no Qt."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from oidc_workbench.exchange import Exchange
from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.ui.bench import Event
from oidc_workbench.ui.kit.exchange_text import duration

_CARRIERS = ("authorization", "dpop")
_MOST = 1 << 18  # octets of a request that are looked through
HERE = "this machine"
COLUMNS = ("time", "purpose", "method", "host", "path", "status", "took")


class ActivityRow(NamedTuple):
    """One exchange or event as shown in the table; secrets are taken out."""

    time: str
    purpose: str
    method: str
    host: str
    path: str
    status: str
    took: str
    front: bool
    failed: bool
    forged: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of :data:`COLUMNS`."""
        made = " · forged here" if self.forged else ""
        purpose = f"{self.purpose}{made}"
        return (
            self.time, purpose, self.method, self.host, self.path, self.status, self.took
        )  # fmt: skip

    @property
    def said(self) -> str:
        """The row in words."""
        if self.host == HERE:
            return f"{self.purpose}: {self.path}"
        who = "browser, " if self.front else ""
        made = " with a token forged here" if self.forged else ""
        return f"{who}{self.purpose}{made}: {self.method} {self.host}{self.path}, {self.status}"


def row_of(logged: Exchange | Event, *, forged: bool = False) -> ActivityRow:
    """Say an exchange, or an event, in one line.

    Args:
        logged: the one or the other.
        forged: it carries a token that was made here.
    """
    if isinstance(logged, Event):
        time = _clock(logged.at)
        return ActivityRow(time, logged.kind, "", HERE, logged.text, "done", "", False, False)
    return _exchange(logged, forged=forged)


def logged_at(logged: Exchange | Event) -> float:
    """When it began, in seconds since the epoch."""
    return logged.at if isinstance(logged, Event) else logged.started_at


def _exchange(exchange: Exchange, *, forged: bool) -> ActivityRow:
    request, response = exchange.request, exchange.response
    front = exchange.channel == "front"
    status = str(response.status) if response else "" if front else "failed"
    return ActivityRow(
        _clock(exchange.started_at),
        request.purpose or "request",
        request.method,
        request.host,
        redact_text(urlsplit(request.url).path or "/"),
        status or "browser",
        duration(exchange.elapsed) if exchange.elapsed else "",
        front,
        bool(exchange.error) or (response is not None and response.status >= 400),
        forged,
    )


def carried(exchange: Exchange) -> Iterator[str]:
    """Every value of a request that may be a token: credentials, form and query values."""
    request = exchange.request
    for name, value in request.headers:
        if name.lower() in _CARRIERS:
            yield value.rpartition(" ")[2]
    form = request.body.decode("utf-8", "replace") if len(request.body) <= _MOST else ""
    for text in (form, urlsplit(request.url).query):
        for _name, value in parse_qsl(text):
            yield value


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S")


def matches(row: ActivityRow, wanted: str) -> bool:
    """Whether every word stands somewhere in the row, without regard to case."""
    channel = "browser front channel" if row.front else "" if row.host == HERE else "back channel"
    text = " ".join((*row.cells, channel)).lower()
    return all(word in text for word in wanted.lower().split())
