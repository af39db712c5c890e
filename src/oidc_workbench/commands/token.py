"""``token``: get a token for a service with client credentials."""

import argparse

from oidc_workbench.commands.terminal import Terminal

NAME = "token"
HELP = "get a token for a service (client credentials)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    from oidc_workbench.commands.client_arguments import add_client_arguments

    add_client_arguments(parser, "private_key_jwt")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Run the flow and print its steps and the token."""
    import asyncio

    return asyncio.run(_run(args, terminal))


async def _run(args: argparse.Namespace, terminal: Terminal) -> int:
    from oidc_workbench.commands.client_arguments import client_of, needs_keyring, provider_of
    from oidc_workbench.commands.session import session
    from oidc_workbench.commands.steps import conclude, follow
    from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials

    services = session(memory_only=not needs_keyring(args))
    provider = provider_of(args, args.issuer)
    client = await client_of(args, terminal, services.vault, "service")
    plan = ClientCredentialsPlan(provider, client)
    steps = await follow(client_credentials(plan, services.ports_for(provider)), terminal)
    return conclude(steps, terminal, reveal=args.reveal)
