"""``rotate``: rotate the key of a client of the workspace, on or back."""

import argparse
import sys
from typing import TYPE_CHECKING

from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.flows.awaited import HandTask, Word
    from oidc_workbench.flows.publishing import Way
    from oidc_workbench.flows.step import Step
    from oidc_workbench.ports import Services
    from oidc_workbench.workspace.profile import Client
    from oidc_workbench.workspace.rotation import Rotation, RotationStage

NAME = "rotate"
HELP = "rotate the key of a client of the workspace"
STAGES = ("none", "new", "published", "proven", "current", "retired")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    from oidc_workbench.commands.kept_clients import add_key_arguments

    parser.add_argument("client", metavar="CLIENT", help="a client, by name or client id")
    parser.add_argument(
        "--to",
        choices=STAGES,
        default="current",
        help="how far: current uses the new key and keeps the old one published; retired has the"
        " provider forget the old one, which can't be undone; an earlier stage undoes",
    )
    add_key_arguments(parser)
    parser.add_argument(
        "--by-hand", action="store_true", help="tell the provider the keys yourself"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Run the flow, print its steps and where the rotation then stands."""
    import asyncio

    return asyncio.run(_run(args, terminal))


async def _run(args: argparse.Namespace, terminal: Terminal) -> int:
    from oidc_workbench.commands.kept_clients import discard_key, kept_clients
    from oidc_workbench.commands.session import session
    from oidc_workbench.commands.steps import follow
    from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key

    services = session(memory_only=False)
    kept = await kept_clients(services)
    provider, client = kept.client(args.client)
    latest = [client]

    async def keep(changed: "Client") -> None:
        await kept.keep(changed)
        latest.append(changed)

    new_key = await _new_key_id(args, services, client)
    way: Way = "by-hand" if args.by_hand else "auto"
    plan = RotateKeyPlan(provider, client, _target(args), keep, new_key, way, _word(terminal))
    try:
        steps = await follow(rotate_key(plan, services.ports_for(provider)), terminal)
    finally:
        rotation = await _rotation(services, latest[-1])
        begun = rotation.new is not None and rotation.new.key_id == new_key
        if args.new_key and not begun:
            await discard_key(services, new_key)
    return _conclude(terminal, steps, rotation)


def _conclude(terminal: Terminal, steps: "tuple[Step, ...]", rotation: "Rotation") -> int:
    from oidc_workbench.commands.steps import failed, step_document

    stage = rotation.stage.value or "none"
    following = rotation.next.title if rotation.next and rotation.is_underway else ""
    terminal.give({"steps": [step_document(step) for step in steps], "stage": stage})
    terminal.say(f"Stage: {stage}." + (f" Next: {following.lower()}." if following else ""))
    return Exit.REJECTED if failed(steps) else Exit.OK


def _target(args: argparse.Namespace) -> "RotationStage":
    from oidc_workbench.workspace.rotation import RotationStage

    return RotationStage("" if args.to == "none" else args.to)


async def _rotation(services: "Services", client: "Client") -> "Rotation":
    from oidc_workbench.workspace.rotation import rotation_of

    return rotation_of(client, await services.vault.records())


async def _new_key_id(args: argparse.Namespace, services: "Services", client: "Client") -> str:
    from oidc_workbench.commands.kept_clients import key_named, make_key

    if args.key:
        return (await key_named(services, args.key)).key_id
    if not args.new_key:
        return ""
    if (await _rotation(services, client)).is_underway:
        raise WorkbenchError(
            "rotation-underway",
            "Another key is already on its way to take over for this client.",
            "Go on without --new-key, or go back with --to none first.",
        )
    return (await make_key(services, args.new_key, f"Next key of {client.name}")).key_id


def _word(terminal: Terminal) -> "Word | None":
    """Wait for the person at the terminal; None when there is nobody."""
    if terminal.as_json or not sys.stdin.isatty():
        return None

    async def word(task: "HandTask") -> None:
        import asyncio
        import json

        terminal.say(json.dumps(task.jwks, indent=2))
        terminal.say(task.words)
        await asyncio.to_thread(input, "Press Enter when it is done, Ctrl+C to stop: ")

    return word
