"""``login``: sign a person in through the system browser."""

import argparse

from oidc_workbench.commands.argument_types import patience, seconds
from oidc_workbench.commands.terminal import Terminal

NAME = "login"
HELP = "sign a person in through the system browser (Authorization Code + PKCE)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    from oidc_workbench.commands.client_arguments import add_client_arguments
    from oidc_workbench.workspace.profile import DEFAULT_REDIRECT_URI

    add_client_arguments(parser, "none")
    parser.set_defaults(scope="openid")
    parser.add_argument(
        "--redirect-uri",
        default=DEFAULT_REDIRECT_URI,
        help="loopback redirect URI; port 0 means any free one",
    )
    parser.add_argument("--prompt", default="", help="none, login, consent …")
    parser.add_argument("--max-age", type=seconds, help="seconds since the person last signed in")
    parser.add_argument("--browser", help="command that opens a URL instead of the system's own")
    parser.add_argument(
        "--timeout", type=patience, default=300.0, help="seconds to wait for the browser"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Run the flow and print its steps and the tokens."""
    import asyncio

    return asyncio.run(_run(args, terminal))


async def _run(args: argparse.Namespace, terminal: Terminal) -> int:
    from oidc_workbench.commands.client_arguments import client_of, needs_keyring, provider_of
    from oidc_workbench.commands.session import session
    from oidc_workbench.commands.steps import conclude, follow
    from oidc_workbench.flows.authorization_code import (
        AuthorizationCodePlan,
        authorization_code,
    )

    services = session(memory_only=not needs_keyring(args), browser=args.browser)
    provider = provider_of(args, args.issuer)
    client = await client_of(args, terminal, services.vault, "user")
    plan = AuthorizationCodePlan(
        provider,
        client,
        prompt=args.prompt,
        max_age=args.max_age,
        callback_timeout=args.timeout,
    )
    steps = await follow(authorization_code(plan, services.ports_for(provider)), terminal)
    return conclude(steps, terminal, reveal=args.reveal)
