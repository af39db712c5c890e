"""The operating system's random numbers."""

import secrets


class SystemRandomness:
    """Unguessable octets from the operating system (RFC 4086)."""

    def octets(self, count: int) -> bytes:
        """Return that many random octets."""
        return secrets.token_bytes(count)
