"""``python -m oidc_workbench`` and the console script."""

import sys


def main() -> int:
    """Run the program; returns the exit status."""
    # Before anything else is imported: the program starts itself to read keys.
    if sys.argv[1:] == ["--read-keys"]:
        from oidc_workbench.adapters import key_reader_child

        return key_reader_child.main()
    from oidc_workbench import cli

    return cli.main(sys.argv[1:], _open_window)


def _open_window(practice: bool) -> int:
    # Only the window pays for Qt; the command line runs without it.
    from oidc_workbench.ui.quick_start import start_quickly

    start_quickly()
    from oidc_workbench.app import run_window

    return run_window(practice)


if __name__ == "__main__":
    sys.exit(main())
