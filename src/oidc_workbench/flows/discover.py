"""Looking at a provider without asking it for anything."""

from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.stage import Steps, run_stages
from oidc_workbench.ports import FlowPorts
from oidc_workbench.workspace.profile import Provider


def discover(provider: Provider, ports: FlowPorts) -> Steps:
    """Fetch metadata and keys. Steps: discover, keys.

    Who needs the values themselves calls
    :func:`oidc_workbench.flows.discovery.load_provider`.
    """
    found = Discovery(provider.issuer)
    stages = (found.discover_stage, found.keys_stage)
    return run_stages(ports, stages)
