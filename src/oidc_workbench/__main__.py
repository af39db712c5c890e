"""``python -m oidc_workbench`` and the console script."""

import sys


def main() -> int:
    """Run the program; returns the exit status."""
    from oidc_workbench import cli

    return cli.main(sys.argv[1:], _open_window)


def _open_window(practice: bool) -> int:
    # Only the window pays for Qt; the command line runs without it.
    from oidc_workbench.app import run_window

    return run_window(practice)


if __name__ == "__main__":
    sys.exit(main())
