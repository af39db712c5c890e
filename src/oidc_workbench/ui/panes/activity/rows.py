"""The exchange log as rows, and their filter; knows no Qt."""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from oidc_workbench.exchange import Exchange
from oidc_workbench.redaction import redact_text
from oidc_workbench.ui.kit.exchange_text import duration

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

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of :data:`COLUMNS`."""
        return (
            self.time, self.purpose, self.method, self.host, self.path, self.status, self.took
        )  # fmt: skip

    @property
    def said(self) -> str:
        """The row in words."""
        who = "browser, " if self.front else ""
        return f"{who}{self.purpose}: {self.method} {self.host}{self.path}, {self.status}"


def row_of(exchange: Exchange) -> ActivityRow:
    """Say an exchange in one line."""
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
    )


def matches(row: ActivityRow, wanted: str) -> bool:
    """Whether every word stands somewhere in the row, without regard to case."""
    text = " ".join((*row.cells, "browser front channel" if row.front else "back channel")).lower()
    return all(word in text for word in wanted.lower().split())
