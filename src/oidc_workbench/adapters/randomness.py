"""The operating system's random numbers."""


class SystemRandomness:
    """Unguessable octets from the operating system (RFC 4086)."""

    def octets(self, count: int) -> bytes:
        """Return that many random octets."""
        from secrets import token_bytes

        return token_bytes(count)
