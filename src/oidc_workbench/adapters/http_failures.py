"""What went wrong when no response came, as one sentence and one hint.

The texts of httpx's and httpcore's exceptions may hold a URL with secrets, so they are read for
their kind and never shown.
"""

import socket
import ssl
from collections.abc import Iterator

from oidc_workbench.errors import WorkbenchError

_TLS_REASONS = {
    9: ("its certificate is not valid yet", "Compare the clocks of this machine and the server."),
    10: ("its certificate has expired", "The server's operator has to renew it."),
    18: ("its certificate is self-signed", "Name that certificate as the provider's CA file."),
    19: ("its certificate's CA is not trusted here", "Name the CA's PEM file for this provider."),
    20: ("its certificate's CA is unknown here", "Name the CA's PEM file for this provider."),
    21: ("its certificate's CA is unknown here", "Name the CA's PEM file for this provider."),
    62: ("its certificate is for another host name", "Use the name in the certificate."),
    64: ("its certificate is not for this IP address", "Use the name in the certificate."),
}
# Where the system verifies (macOS, Windows), only its words tell the reason.
_TLS_WORDS = (
    ("expired", 10),
    ("not yet valid", 9),
    ("self-signed", 18),
    ("self signed", 18),
    ("host", 62),
    ("cn name", 62),
    ("not trusted", 19),
    ("issuer", 20),
)


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an exception and everything that led to it, groups included."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def http_failure(error: Exception, host: str, *, proxy: bool) -> WorkbenchError:
    """Tell a failure of the HTTP library as a WorkbenchError.

    Args:
        error: an ``httpx.HTTPError``, or an OSError or UnicodeError that httpx let through.
        host: host and port of the request, without user information.
        proxy: whether the request went through a proxy.
    """
    import httpx

    found = tuple(causes(error))
    tls = next((one for one in found if isinstance(one, ssl.SSLError)), None)
    if tls is not None:
        return _tls_failure(tls, host)
    if isinstance(error, httpx.ProxyError) or (proxy and isinstance(error, httpx.ConnectError)):
        return _proxy_failure(error)
    if isinstance(error, httpx.ConnectError | OSError | UnicodeError):
        return _unreachable(found, host)
    if isinstance(error, httpx.LocalProtocolError):
        return WorkbenchError(
            "protocol-error",
            "The request cannot be sent, as a header of it is not allowed in HTTP.",
            "Look for line breaks and control characters in the values that were entered.",
        )
    if isinstance(error, httpx.RemoteProtocolError):
        return WorkbenchError(
            "protocol-error",
            f"{host} closed the connection or answered with something that is not HTTP.",
            "Check the port, and whether it speaks https or http.",
        )
    return WorkbenchError(
        "issuer-unreachable",
        f"The connection to {host} broke before the response was complete.",
        "Try again; if it stays so, look at the server's own log.",
    )


def _tls_failure(error: ssl.SSLError, host: str) -> WorkbenchError:
    if isinstance(error, ssl.SSLCertVerificationError):
        why, hint = _TLS_REASONS.get(_reason(error), ("its certificate was refused", ""))
        hint = hint or "Look at the server's certificate, and at this machine's trust store."
        return WorkbenchError("tls-failed", f"{host} did not prove who it is: {why}.", hint)
    return WorkbenchError(
        "tls-failed",
        f"No TLS connection to {host} came about.",
        "Check that the port speaks TLS, in version 1.2 or later.",
    )


def _reason(error: ssl.SSLCertVerificationError) -> int:
    if error.verify_code in _TLS_REASONS:
        return error.verify_code
    words = str(error.verify_message).lower()
    return next((code for word, code in _TLS_WORDS if word in words), 0)


def _proxy_failure(error: Exception) -> WorkbenchError:
    status = str(error)[:3]
    refused = f": it answered {status}" if status.isdigit() else ""
    return WorkbenchError(
        "proxy-failed",
        f"The proxy did not carry the request{refused}.",
        "Check the proxy named for this provider, and that it is running.",
    )


def _unreachable(found: tuple[BaseException, ...], host: str) -> WorkbenchError:
    if any(isinstance(one, socket.gaierror | UnicodeError) for one in found):
        why = f"The name of {host} cannot be resolved."
        hint = "Check the spelling of the host, and the network connection."
    elif any(isinstance(one, ConnectionRefusedError) for one in found):
        why = f"Nothing listens at {host}: the connection was refused."
        hint = "Check the port, and that the server is running."
    else:
        why = f"{host} cannot be reached over the network."
        hint = "Check the network connection, and whether a proxy is needed."
    return WorkbenchError("issuer-unreachable", why, hint)
