"""``check``: judge a document that is no token."""

import argparse
from typing import TYPE_CHECKING

from oidc_workbench.commands.argument_types import moment
from oidc_workbench.commands.report_arguments import add_report_arguments
from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.report.model import Report

NAME = "check"
HELP = (
    "judge a document that is no token: keys, metadata, a request, a response, a registration "
    "(tokens go to 'inspect')"
)
# As rules.document.DocumentKind has them, which would take long to load for a help text.
KINDS = (
    "jwks",
    "metadata",
    "resource-metadata",
    "authorization-request",
    "authorization-response",
    "token-request",
    "token-response",
    "introspection",
    "userinfo",
    "registration",
)
PROFILES = ("plain", "rfc9068", "fapi2")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    parser.add_argument(
        "kind", metavar="KIND", choices=KINDS, help=f"what it is: {', '.join(KINDS)}"
    )
    parser.add_argument(
        "document",
        metavar="FILE|-",
        help="the document: JSON, a form, a URL, or raw HTTP with its head; - is standard input",
    )
    parser.add_argument("--issuer", help="the issuer that was asked for")
    parser.add_argument("--url", help="where the document was fetched from")
    parser.add_argument("--profile", choices=PROFILES, help="stricter rules (plain)")
    parser.add_argument(
        "--at", type=moment, metavar="UNIX_TIME", help="judge as of this time instead of now"
    )
    parser.add_argument(
        "--context",
        metavar="FILE",
        help="JSON with what is known besides: issuer, url, client_id, redirect_uris, metadata, "
        "jwks, registration, request, exchange and others; what it leaves out is not checked",
    )
    add_report_arguments(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Judge a document; 0 without an error, 1 with one, 2 when nothing could be decided."""
    from oidc_workbench.commands.check_context import read_check
    from oidc_workbench.commands.check_output import document, text_lines
    from oidc_workbench.commands.inspection_reports import refuse_reports, write_reports
    from oidc_workbench.rules.document_judging import inspect_document

    def report(now: float) -> "Report":
        from oidc_workbench.report.model import report_on_documents

        return report_on_documents((("", inspection),), now, reveal=args.reveal)

    try:
        refuse_reports(args, terminal)
        case = read_check(args, terminal)
    except WorkbenchError as error:
        missing = error.code == "document-unreadable"
        return terminal.fail(error, Exit.UNDECIDED if missing else Exit.USAGE)
    inspection = inspect_document(case.kind, case.text, case.context, case.now)
    try:
        told = write_reports(args, report, terminal)
    except WorkbenchError as error:
        return terminal.fail(error, Exit.USAGE)
    if not told:
        terminal.give(document(inspection))
        for line in text_lines(inspection):
            terminal.say(line)
    if inspection.verdict.worst == "error":
        return Exit.REJECTED
    return Exit.OK if inspection.verdict.decided else Exit.UNDECIDED
