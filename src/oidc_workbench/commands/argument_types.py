"""What the texts of arguments are read as; ``argparse`` shows why one can't be."""

import argparse
import math


def moment(text: str) -> float:
    """Read a point in time, in seconds since the epoch.

    Raises:
        ArgumentTypeError: it is no finite number.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError("it must be a number of seconds since 1970")
    return value


def patience(text: str) -> float:
    """Read how many seconds to wait.

    Raises:
        ArgumentTypeError: it is no finite number above zero.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError("it must be a number of seconds above zero")
    return value


def seconds(text: str) -> int:
    """Read a number of seconds.

    Raises:
        ArgumentTypeError: it is not written in decimal digits, or has more than nine.
    """
    return whole(text, " of seconds")


def whole(text: str, of: str = "") -> int:
    """Read a whole number; ``of`` says of what, to the person.

    Raises:
        ArgumentTypeError: it is not written in decimal digits, or has more than nine.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"it must be a whole number{of}")
    return int(text)
