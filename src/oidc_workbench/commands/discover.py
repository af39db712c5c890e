"""``discover``: read a provider's metadata and keys."""

import argparse

from oidc_workbench.commands.terminal import Exit, Terminal

NAME = "discover"
HELP = "read a provider's metadata and keys"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    parser.add_argument("issuer", metavar="ISSUER", help="the issuer's URL")
    add_provider_arguments(parser)


def add_provider_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how to reach a provider; shared by every subcommand that talks to one."""
    parser.add_argument("--ca-file", default="", help="PEM file that adds to the trusted CAs")
    parser.add_argument("--proxy", default="", help="URL of an HTTP proxy")
    parser.add_argument(
        "--allow-plain-http", action="store_true", help="consent to http beyond loopback"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Discover, and print what the provider says of itself."""
    import asyncio

    return asyncio.run(_discover(args, terminal))


async def _discover(args: argparse.Namespace, terminal: Terminal) -> int:
    from oidc_workbench.commands.client_arguments import provider_of
    from oidc_workbench.commands.session import session
    from oidc_workbench.flows.discovery import load_provider

    ports = session().ports_for(provider_of(args, args.issuer))
    found = await load_provider(ports, args.issuer)
    keys = [
        {"kid": k.kid, "kty": k.kty, "alg": k.alg, "use": k.use, "thumbprint": k.thumbprint}
        for key_set in found.keys
        for k in key_set.keys
    ]
    raw = dict(found.metadata.raw)
    terminal.give({"metadata_url": found.metadata.url, "metadata": raw, "keys": keys})
    terminal.say(f"{found.metadata.issuer}\n  metadata  {found.metadata.url}\n")
    for name, value in raw.items():
        shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        terminal.say(f"  {name:<48} {shown}")
    terminal.say(f"\n  {len(keys)} keys")
    for key in keys:
        kind = " ".join(part for part in (key["kty"], key["alg"], key["use"]) if part)
        terminal.say(f"  {key['kid'] or '(no kid)':<48} {kind}  {key['thumbprint']}")
    return Exit.OK
