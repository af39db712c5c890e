"""``inspect``: judge a token."""

import argparse
from typing import TYPE_CHECKING

from oidc_workbench.commands.argument_types import moment, seconds, whole
from oidc_workbench.commands.discover import add_provider_arguments
from oidc_workbench.commands.report_arguments import add_report_arguments
from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.commands.inspection_input import Case
    from oidc_workbench.report.model import Report
    from oidc_workbench.rules.beside import Beside
    from oidc_workbench.rules.inspection import Inspection

NAME = "inspect"
HELP = "judge a token: what it is, who signed it, and why it is accepted or rejected"
KINDS = ("auto", "id-token", "access-token", "client-assertion", "logout-token", "dpop-proof")
PROFILES = ("plain", "rfc9068", "fapi2")
_STATUS_SAID = (
    "The exit status is 0 for accepted, 1 for rejected, 2 for undecided. It speaks of the one "
    "token that is judged, never of others in the same text."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    parser.epilog = _STATUS_SAID
    parser.add_argument(
        "token",
        metavar="TOKEN|@FILE|-",
        help="the token, as pasted from anywhere; better @FILE or - (standard input), since "
        "other users of this machine can see the arguments of a program",
    )
    parser.add_argument("--as", dest="kind", choices=KINDS, help="what it is meant to be")
    parser.add_argument("--issuer", help="the issuer it must be from")
    parser.add_argument(
        "--discover", action="store_true", help="fetch the issuer's metadata and keys"
    )
    parser.add_argument(
        "--jwks", metavar="FILE|URL", help="the keys that may verify it: a JWK Set, or PEM"
    )
    parser.add_argument("--client-id", metavar="ID", help="the client it must be for, or from")
    parser.add_argument(
        "--audience", action="append", metavar="AUD", help="what this API answers to; repeatable"
    )
    parser.add_argument("--scope", help='scopes the API requires, separated by spaces; "" for none')
    parser.add_argument("--nonce", help='the nonce that was sent; "" for none')
    parser.add_argument(
        "--alg", action="append", metavar="ALG", help="an algorithm that is allowed; repeatable"
    )
    parser.add_argument(
        "--at", type=moment, metavar="UNIX_TIME", help="judge as of this time instead of now"
    )
    parser.add_argument("--leeway", type=seconds, metavar="S", help="clock tolerance (60)")
    parser.add_argument("--profile", choices=PROFILES, help="stricter rules (plain)")
    for name, unit in (("token", "KIB"), ("nesting", "LEVELS"), ("keys", "COUNT")):
        parser.add_argument(
            f"--max-{name}", type=whole, metavar=unit, help=f"{_LIMITS[name]}; real ones need less"
        )
    parser.add_argument(
        "--context", metavar="FILE", help="JSON with the same names, and what a run knew besides"
    )
    add_report_arguments(parser)
    add_provider_arguments(parser)


_LIMITS = {
    "token": "refuse a longer token (64)",
    "nesting": "refuse JSON that nests deeper (32)",
    "keys": "read so many keys of a set (500)",
}


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Judge a token; 0 when it is accepted, 1 when rejected, 2 when that can't be decided."""
    from oidc_workbench.commands.inspection_input import read_case
    from oidc_workbench.commands.inspection_reports import refuse_reports, write_reports

    def report(now: float) -> "Report":
        from oidc_workbench.report.model import report_on

        return report_on(inspection, now, reveal=args.reveal)

    try:
        refuse_reports(args, terminal)
        case = read_case(args, terminal)
    except WorkbenchError as error:
        return terminal.fail(error, Exit.USAGE)
    if case.discover or case.jwks_url:
        from oidc_workbench.commands.inspection_fetch import fetched

        try:
            case = fetched(case, args)
        except WorkbenchError as error:
            # The token is not to blame: nothing is known about it.
            return terminal.fail(error, Exit.UNDECIDED)
    inspection = _judged(case)
    try:
        told = write_reports(args, report, terminal)
    except WorkbenchError as error:
        return terminal.fail(error, Exit.USAGE)
    if not told:
        _tell(case, inspection, terminal)
    return _STATUS[inspection.verdict.decision.value]


def _judged(case: "Case") -> "Inspection":
    from oidc_workbench.rules.inspection import inspect

    return inspect(
        case.text,
        case.expectation,
        case.keys,
        case.context,
        case.now,
        decryption_keys=case.decryption_keys,
        limits=case.limits,
    )


def _tell(case: "Case", inspection: "Inspection", terminal: Terminal) -> None:
    """Write the inspection, as JSON or as text; only that one is composed."""
    others = _others(case, inspection)
    if terminal.as_json:
        from oidc_workbench.commands.inspection_document import document

        terminal.give(document(inspection, others))
        return
    from oidc_workbench.commands.inspection_output import text_lines

    for line in text_lines(inspection, others):
        terminal.say(line)


def _others(case: "Case", inspection: "Inspection") -> "tuple[Beside, ...]":
    """What stood beside the token, which most texts pay nothing for."""
    if not inspection.reading.named:
        return ()
    from oidc_workbench.rules.beside import beside

    return tuple(beside(inspection, case.keys, case.context, case.now, case.limits))


_STATUS = {"accept": Exit.OK, "reject": Exit.REJECTED, "undecided": Exit.UNDECIDED}
