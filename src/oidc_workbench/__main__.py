"""``python -m oidc_workbench`` and the console script."""

import sys


def main() -> int:
    """Run the program; returns the exit status."""
    from oidc_workbench import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
