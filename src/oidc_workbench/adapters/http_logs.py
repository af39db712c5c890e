"""Keeps the HTTP libraries' own log lines away: they hold whole URLs and headers.

httpx writes the full URL at INFO, httpcore the request headers at DEBUG; both may carry codes,
tokens and client credentials. Our exchange log shows the same facts, redacted. The records are
dropped at the loggers that make them, so that no handler of any program part can see them,
wherever it hangs.
"""

import logging

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def _drop(_record: logging.LogRecord) -> bool:
    return False


def silence_http_logs() -> None:
    """Drop every record of the HTTP libraries' loggers; may be called any number of times."""
    for name in _LOGGERS:
        # A filter that is already there is not added twice.
        logging.getLogger(name).addFilter(_drop)
