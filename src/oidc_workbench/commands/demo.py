"""``demo``: both flows against the practice provider, in the terminal."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from oidc_workbench.flows.step import Step
    from oidc_workbench.ports import FlowPorts, PracticeInfo, Services
    from oidc_workbench.workspace.profile import Client, Provider

NAME = "demo"
HELP = "run both flows against the practice provider, here in the terminal"
PERSON = "Alice"
ALLOW = "Allow"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments: it has none of its own."""


def run(_args: argparse.Namespace, terminal: Terminal) -> int:
    """Run the demo; 0 when everything went as it should."""
    import asyncio

    return asyncio.run(_demo(terminal))


async def _demo(terminal: Terminal) -> int:
    from oidc_workbench.commands.session import session
    from oidc_workbench.commands.steps import step_document
    from oidc_workbench.flows.practice_profile import practice_provider, prepare_practice

    services = session()
    info = await services.practice.start()
    provider = practice_provider(info)
    try:
        await prepare_practice(services, info)
        terminal.say(f"Practice provider: {info.issuer}\n")
        login = await _person(services, provider, info, terminal)
        service = await _service(services, provider, info, terminal)
    finally:
        await services.practice.stop()
    sound = _sound(login) and _sound(service)
    terminal.give(
        {
            "issuer": info.issuer,
            "login": [step_document(step) for step in login],
            "service": [step_document(step) for step in service],
            "ok": sound,
        }
    )
    terminal.say("Both flows ran to their end." if sound else "The demo did not go as it should.")
    return Exit.OK if sound else Exit.REJECTED


async def _person(
    services: "Services", provider: "Provider", info: "PracticeInfo", terminal: Terminal
) -> "tuple[Step, ...]":
    from oidc_workbench.commands.played_browser import PlayedBrowser
    from oidc_workbench.flows.authorization_code import (
        AuthorizationCodePlan,
        authorization_code,
    )

    terminal.say("── A person signs in: Authorization Code + PKCE ──")
    terminal.say("   (the demo plays the person and the browser)\n")
    client = _client(info, "none")
    ports = services.ports_for(provider)
    browser = PlayedBrowser(ports.http, (PERSON, ALLOW))
    plan = AuthorizationCodePlan(provider, client, callback_timeout=20.0)
    try:
        steps = await _follow(authorization_code(plan, replace(ports, browser=browser)), terminal)
    finally:
        await browser.close()
    return steps + await _call_api(steps, ports, info, terminal)


async def _service(
    services: "Services", provider: "Provider", info: "PracticeInfo", terminal: Terminal
) -> "tuple[Step, ...]":
    from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials

    terminal.say("── A service authenticates: client credentials with private_key_jwt ──\n")
    client = _client(info, "private_key_jwt")
    plan = ClientCredentialsPlan(provider, client)
    ports = services.ports_for(provider)
    steps = await _follow(client_credentials(plan, ports), terminal)
    return steps + await _call_api(steps, ports, info, terminal)


async def _call_api(
    steps: "tuple[Step, ...]", ports: "FlowPorts", info: "PracticeInfo", terminal: Terminal
) -> "tuple[Step, ...]":
    from oidc_workbench.flows.call_api import CallApiPlan, call_api
    from oidc_workbench.flows.practice_profile import practice_provider

    token = next((t for s in steps for t in s.tokens if t.kind == "access_token"), None)
    if token is None:
        return ()
    provider = practice_provider(info)
    plan = CallApiPlan(provider, f"{info.api_url}/summaries", Secret(token.text), "POST")
    return await _follow(call_api(plan, ports), terminal)


async def _follow(steps: "AsyncGenerator[Step]", terminal: Terminal) -> "tuple[Step, ...]":
    from oidc_workbench.commands.steps import follow

    return await follow(steps, terminal)


def _client(info: "PracticeInfo", auth_method: str) -> "Client":
    from oidc_workbench.flows.practice_profile import practice_clients

    for client in practice_clients(info):
        if client.auth_method == auth_method:
            return client
    raise WorkbenchError(
        "practice-client-missing",
        f"The practice provider has no client that uses {auth_method}.",
        "This is a mistake of the workbench; please report it.",
    )


def _sound(steps: "tuple[Step, ...]") -> bool:
    from oidc_workbench.commands.steps import failed
    from oidc_workbench.rules.outcome import Decision

    verdicts = [seen.verdict.decision for step in steps for _, seen in step.inspections]
    accepted = bool(verdicts) and all(decision is Decision.ACCEPT for decision in verdicts)
    return accepted and not failed(steps)
