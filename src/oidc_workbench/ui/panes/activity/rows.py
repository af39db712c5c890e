"""The exchange log as rows, and their filter; knows no Qt."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from oidc_workbench.exchange import Exchange
from oidc_workbench.redaction import redact_text
from oidc_workbench.ui.kit.exchange_text import duration

_CARRIERS = ("authorization", "dpop")
_MOST = 1 << 18  # octets of a request that are looked through
COLUMNS = ("time", "purpose", "method", "host", "path", "status", "took")


class ActivityRow(NamedTuple):
    """One exchange as shown in the table; secrets are taken out."""

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
        who = "browser, " if self.front else ""
        made = " with a token forged here" if self.forged else ""
        return f"{who}{self.purpose}{made}: {self.method} {self.host}{self.path}, {self.status}"


def row_of(exchange: Exchange, *, forged: bool = False) -> ActivityRow:
    """Say an exchange in one line; ``forged`` when it carries a token that was made here."""
    request, response = exchange.request, exchange.response
    front = exchange.channel == "front"
    status = str(response.status) if response else "" if front else "failed"
    return ActivityRow(
        datetime.fromtimestamp(exchange.started_at, UTC).strftime("%H:%M:%S"),
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


def matches(row: ActivityRow, wanted: str) -> bool:
    """Whether every word stands somewhere in the row, without regard to case."""
    text = " ".join((*row.cells, "browser front channel" if row.front else "back channel")).lower()
    return all(word in text for word in wanted.lower().split())
