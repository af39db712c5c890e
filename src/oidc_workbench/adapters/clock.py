"""The system's clocks."""

import time


class SystemClock:
    """Tells the time of the machine; the only place that asks for it."""

    def now(self) -> float:
        """Seconds since the epoch; jumps when somebody sets the clock."""
        return time.time()  # noqa: TID251 - this is the Clock port

    def elapsed(self) -> float:
        """Seconds on a clock that never jumps, for durations."""
        return time.monotonic()
