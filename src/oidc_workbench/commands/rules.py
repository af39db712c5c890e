"""``rules``: the catalogue, and the help page of each rule."""

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.rules.rule import Artefact, Rule

NAME = "rules"
HELP = "list what is checked, or explain one rule: why, by which clause, and the remedy"
SEVERITIES = ("error", "warning", "info")
WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    parser.add_argument("rule", nargs="?", metavar="ID", help="the rule to explain")
    parser.add_argument(
        "--area", help="only rules about this: id-token, signed-token, token-response, jwk-set, …"
    )
    parser.add_argument("--severity", choices=SEVERITIES, help="only rules of this severity")
    parser.add_argument("--text", help="only rules with this in their id, title, help or clauses")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the catalogue, or explain one rule; 64 when there is no such rule or area."""
    from oidc_workbench.rules.index import RULES

    try:
        if args.rule is not None:
            _explain(_rule_named(args.rule, RULES), terminal)
        else:
            _list(_chosen(args, RULES), terminal)
    except WorkbenchError as error:
        return terminal.fail(error, Exit.USAGE)
    return Exit.OK


def _rule_named(name: str, rules: "tuple[Rule, ...]") -> "Rule":
    wanted = name.strip().lower()
    found = next((rule for rule in rules if rule.id == wanted), None)
    if found is not None:
        return found
    raise WorkbenchError(
        "rule-unknown",
        f"There is no rule “{name[:60]}”.",
        _suggestion(wanted, [rule.id for rule in rules], "'oidc-workbench rules' lists them all."),
    )


def _chosen(args: argparse.Namespace, rules: "tuple[Rule, ...]") -> "list[Rule]":
    area = _area(args.area, rules) if args.area is not None else ""
    return [
        rule
        for rule in rules
        if (not area or area in _areas(rule))
        and (args.severity is None or rule.severity.value == args.severity)
        and (args.text is None or args.text.casefold() in _words(rule))
    ]


def _area(asked: str, rules: "tuple[Rule, ...]") -> str:
    known = sorted({area for rule in rules for area in _areas(rule)})
    wanted = asked.strip().lower()
    short = {one.value.lower(): _name(one) for rule in rules for one in rule.on}
    if (area := short.get(wanted, wanted)) in known:
        return area
    listed = f"There are: {', '.join(known)}."
    raise WorkbenchError(
        "area-unknown", f"No rule is about “{asked[:60]}”.", _suggestion(wanted, known, listed)
    )


def _suggestion(wanted: str, known: list[str], otherwise: str) -> str:
    import difflib

    near = difflib.get_close_matches(wanted[:60], known, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}? {otherwise}" if near else otherwise


def _areas(rule: "Rule") -> list[str]:
    return [_name(one) for one in dict.fromkeys(rule.on)]


def _name(artefact: "Artefact") -> str:
    """What one types for an artefact: its name in words (``id-token``, ``signed-token``)."""
    from oidc_workbench.rules.reference import ARTEFACTS

    return ARTEFACTS[artefact].removeprefix("any ").lower().replace(" ", "-")


def _words(rule: "Rule") -> str:
    cited = " ".join(str(clause) for clause in rule.clauses)
    return f"{rule.id} {rule.title} {' '.join(rule.help.split())} {rule.remedy} {cited}".casefold()


def _list(rules: "list[Rule]", terminal: Terminal) -> None:
    terminal.give({"rules": [_summary(rule) for rule in rules]})
    for rule in rules:
        terminal.say(f"{rule.id:<27} {rule.severity.value:<8} {rule.title}")
        terminal.say(f"{'':<27} {', '.join(_areas(rule))}")
    count = f"{len(rules)} rule{'' if len(rules) == 1 else 's'}"
    terminal.say(f"\n{count}. 'oidc-workbench rules ID' explains one." if rules else "No rule.")


def _summary(rule: "Rule") -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "title": rule.title,
        "areas": _areas(rule),
    }


def _explain(rule: "Rule", terminal: Terminal) -> None:
    from oidc_workbench.rules.clause_links import clause_url

    cited = [(str(clause), clause_url(clause)) for clause in rule.clauses]
    terminal.give(
        {
            **_summary(rule),
            "help": rule.help,
            "remedy": rule.remedy,
            "clauses": [{"text": text, "url": url} for text, url in cited],
        }
    )
    for line in _page(rule, cited):
        terminal.say(line)


def _page(rule: "Rule", cited: list[tuple[str, str]]) -> Iterator[str]:
    from oidc_workbench.rules.reference import about

    yield f"{rule.id}  ({rule.severity.value})"
    yield rule.title
    for paragraph in rule.help.replace("``", "").split("\n\n"):
        yield ""
        yield from textwrap.wrap(" ".join(paragraph.split()), WIDTH)
    yield ""
    yield from _fact("about", about(rule))
    yield from _fact("remedy", rule.remedy)
    for text, url in cited:
        yield from _fact("clause", text)
        if url:
            yield f"{'':<12}{url}"


def _fact(name: str, value: str) -> list[str]:
    lead = f"  {name:<10}"
    return textwrap.wrap(value, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
