"""Which certificates a TLS peer may prove itself with: the system's, plus a provider's CA file."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import ssl

_HINT = "Name a readable PEM file with CA certificates for this provider, or name none."


def trust_context(ca_file: str) -> "ssl.SSLContext":
    """Return the shared TLS context of a trust setting; made once, as it is costly.

    Args:
        ca_file: a PEM file whose certificates add to the system's; empty for none. A file that
            changed on disk is read again.

    Raises:
        WorkbenchError: ``ca-file-unusable``.
    """
    if not ca_file:
        return _context("", 0, 0)
    try:
        found = Path(ca_file).stat()
    except (OSError, ValueError):
        raise _unusable(ca_file, "it cannot be read") from None
    return _context(ca_file, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _context(ca_file: str, _changed_at: int, _size: int) -> "ssl.SSLContext":
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise _unusable(ca_file, "it holds no certificate in PEM form") from None
        except OSError:
            raise _unusable(ca_file, "it cannot be read") from None
    return context


def _unusable(ca_file: str, why: str) -> WorkbenchError:
    return WorkbenchError("ca-file-unusable", f"The CA file {ca_file} is of no use: {why}.", _HINT)
