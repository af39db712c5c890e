"""What ``inspect`` fetches when it is told to: an issuer's metadata and keys, or a key set."""

import argparse
import asyncio
from dataclasses import replace

from oidc_workbench.commands.client_arguments import provider_of
from oidc_workbench.commands.inspection_input import Case, usable_keys
from oidc_workbench.commands.session import session
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest
from oidc_workbench.ports import FlowPorts

_ACCEPT = (("Accept", "application/jwk-set+json, application/json"),)


def fetched(case: Case, args: argparse.Namespace) -> Case:
    """Add what is fetched from the places that the person named, and from no others.

    Raises:
        WorkbenchError: a place did not answer, or not with what it should.
    """
    return asyncio.run(_fetched(case, args))


async def _fetched(case: Case, args: argparse.Namespace) -> Case:
    services = session()
    if case.jwks_url:
        ports = services.ports_for(provider_of(args, case.expectation.issuer or case.jwks_url))
        case = await _with_keys(case, ports)
    if case.discover:
        issuer = case.expectation.issuer
        case = await _with_provider(case, services.ports_for(provider_of(args, issuer)))
    return case


async def _with_keys(case: Case, ports: FlowPorts) -> Case:
    request = HttpRequest("GET", case.jwks_url, _ACCEPT, purpose="read the keys you named")
    exchange = await ports.http.send(request)
    response = exchange.response
    if response is None or response.status != 200 or response.truncated:
        status = f"status {response.status}" if response else "nothing"
        raise WorkbenchError(
            "key-set-unavailable",
            f"{request.host} answered the request for the keys with {status}.",
            "Check the address, or fetch the keys and give them as a file.",
        )
    return replace(case, keys=(*case.keys, usable_keys(response.body, case.jwks_url, case.limits)))


async def _with_provider(case: Case, ports: FlowPorts) -> Case:
    from oidc_workbench.flows.discovery import load_provider

    found = await load_provider(ports, case.expectation.issuer, case.limits)
    metadata = case.context.metadata or dict(found.metadata.raw)
    return replace(
        case,
        keys=(*case.keys, *found.keys),
        context=replace(case.context, metadata=metadata),
    )
