"""The arguments of every subcommand that writes reports."""

import argparse


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--report``, ``--force`` and ``--reveal``."""
    parser.add_argument(
        "--report",
        action="append",
        type=_report,
        metavar="FORMAT[:FILE]",
        help="write a report: markdown, html, json or sarif; without a file to standard output,"
        " in place of the text; repeatable",
    )
    parser.add_argument("--force", action="store_true", help="replace a report that is there")
    parser.add_argument(
        "--reveal",
        action="store_true",
        help="reports show whom it is about instead of stand-ins; secrets stay out",
    )


def _report(text: str) -> tuple[str, str]:
    from oidc_workbench.report.formats import FORMATS

    name, _, file = text.partition(":")
    if all(one.name != name for one in FORMATS):
        known = ", ".join(one.name for one in FORMATS)
        raise argparse.ArgumentTypeError(f"there is no format “{name[:40]}”; there are: {known}")
    return name, file
