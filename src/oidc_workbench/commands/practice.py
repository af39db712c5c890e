"""``practice``: serve the practice provider alone."""

import argparse

from oidc_workbench.commands.terminal import Exit, Terminal

NAME = "practice"
HELP = "serve the practice provider alone and print its issuer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    parser.add_argument("--port", type=int, default=0, help="loopback port (default: any free one)")
    parser.add_argument(
        "--reveal", action="store_true", help="show the throw-away secrets of its sample clients"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Serve until interrupted."""
    from oidc_workbench.wiring import practice_server

    with practice_server(port=args.port) as info:
        clients = [
            {
                "client_id": client.client_id,
                "auth_method": client.auth_method,
                "scopes": list(client.scopes),
                "resource": client.resource,
                "client_secret": _secret(client.secret, reveal=args.reveal),
            }
            for client in info.clients
        ]
        terminal.give({"issuer": info.issuer, "api": info.api_url, "clients": clients})
        terminal.say(f"Practice provider: {info.issuer}")
        terminal.say(f"Protected API:     {info.api_url}")
        terminal.say("Clients:")
        for client in clients:
            secret = client["client_secret"]
            note = f"  secret {secret}" if secret else ""
            terminal.say(f"  {client['client_id']:<20} {client['auth_method']}{note}")
        terminal.say("Press Ctrl+C to stop.")
        import threading

        threading.Event().wait()
    return Exit.OK


def _secret(secret: object, *, reveal: bool) -> str:
    from oidc_workbench.secret import Secret

    if not isinstance(secret, Secret):
        return ""
    return secret.reveal() if reveal else "••••"
