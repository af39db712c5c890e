"""``register``: register a client dynamically, and keep it in the workspace."""

import argparse
from typing import TYPE_CHECKING, get_args

from oidc_workbench.commands.discover import add_provider_arguments
from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.commands.kept_clients import KeptClients
    from oidc_workbench.flows.step import Step
    from oidc_workbench.ports import Services
    from oidc_workbench.workspace.profile import Client, Provider

NAME = "register"
HELP = "register a client dynamically (RFC 7591), and keep it in the workspace"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    from oidc_workbench.commands.kept_clients import add_key_arguments
    from oidc_workbench.workspace.profile import DEFAULT_REDIRECT_URI, AuthMethod

    parser.add_argument("--issuer", required=True, help="the issuer's URL")
    parser.add_argument("--name", required=True, help="the client's name")
    parser.add_argument("--auth", choices=get_args(AuthMethod), default="private_key_jwt")
    add_key_arguments(parser)
    parser.add_argument(
        "--person", action="store_true", help="a person signs in through it; otherwise a service"
    )
    parser.add_argument("--redirect-uri", default=DEFAULT_REDIRECT_URI, help="with --person")
    parser.add_argument("--scope", default="", help="scopes, separated by spaces")
    parser.add_argument("--resource", default="", help="resource indicator (RFC 8707)")
    parser.add_argument("--jwks-uri", default="", help="where the provider fetches the keys")
    parser.add_argument(
        "--initial-token-stdin",
        action="store_true",
        help="read the initial access token from standard input",
    )
    add_provider_arguments(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Run the flow, print its steps and the client."""
    import asyncio

    return asyncio.run(_run(args, terminal))


async def _run(args: argparse.Namespace, terminal: Terminal) -> int:
    from oidc_workbench.commands.kept_clients import discard_key, kept_clients
    from oidc_workbench.commands.session import session
    from oidc_workbench.commands.steps import follow
    from oidc_workbench.flows.register_client import RegisterClientPlan, register_client

    services = session(memory_only=False)
    kept = await kept_clients(services)
    provider = kept.provider(args)
    ref = await _initial_token(args, terminal, services, kept.new_id())
    outcome: list[Client] = []

    async def keep(registered: "Client") -> None:
        await kept.keep_provider(provider)
        await kept.keep(registered)
        outcome.append(registered)

    made = ""
    try:
        client = await _client(args, services, kept, provider)
        made = client.key_id if args.new_key else ""
        plan = RegisterClientPlan(
            provider, client, keep, ref, args.jwks_uri, sharers=kept.users_of(client.key_id)
        )
        steps = await follow(register_client(plan, services.ports_for(provider)), terminal)
    finally:
        if ref:
            await services.vault.remove_secret(ref)
        if not outcome:
            await discard_key(services, made)
    return _conclude(terminal, steps, outcome)


def _conclude(terminal: Terminal, steps: "tuple[Step, ...]", outcome: "list[Client]") -> int:
    from oidc_workbench.commands.steps import failed, step_document

    ids = {one.name: {"client_id": one.client_id, "key": one.key} for one in outcome}
    terminal.give({"steps": [step_document(step) for step in steps], "clients": ids})
    for one in outcome:
        terminal.say(f"{one.name} is registered as {one.client_id} and kept in the workspace.")
    return Exit.REJECTED if failed(steps) else Exit.OK


async def _client(
    args: argparse.Namespace, services: "Services", kept: "KeptClients", provider: "Provider"
) -> "Client":
    from oidc_workbench.workspace.profile import Client

    return Client(
        key=kept.new_id(),
        provider_id=provider.provider_id,
        name=args.name,
        client_id="",
        actor="user" if args.person else "service",
        auth_method=args.auth,
        key_id=await _key_id(args, services) if args.auth == "private_key_jwt" else "",
        redirect_uri=args.redirect_uri,
        scopes=tuple(args.scope.split()),
        resource=args.resource,
    )


async def _key_id(args: argparse.Namespace, services: "Services") -> str:
    from oidc_workbench.commands.kept_clients import key_named, make_key

    if args.new_key:
        return (await make_key(services, args.new_key, f"Key of {args.name}")).key_id
    return (await key_named(services, args.key)).key_id


async def _initial_token(
    args: argparse.Namespace, terminal: Terminal, services: "Services", run_id: str
) -> str:
    """Put the initial access token into the vault for the length of the run; return its name."""
    from oidc_workbench.workspace.key_record import SecretRecord

    if not args.initial_token_stdin:
        return ""
    token = terminal.stdin.readline().strip()
    if not token:
        raise WorkbenchError(
            "initial-token-missing",
            "There is no initial access token on standard input.",
            "Write it there; an argument would be visible to all.",
        )
    ref = f"initial:{run_id}"
    label = f"Initial access token for {args.name}"
    record = SecretRecord(ref, kind="initial-access-token", label=label)
    await services.vault.put_secret(ref, Secret(token), record)
    return ref
