"""Every runnable flow, listed explicitly: adding one is a new file and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.call_api import CallApiPlan, call_api
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.discover import discover
from oidc_workbench.flows.introspect import IntrospectPlan, introspect
from oidc_workbench.flows.manage_registration import ManageRegistrationPlan, manage_registration
from oidc_workbench.flows.refresh import RefreshPlan, refresh
from oidc_workbench.flows.register_client import RegisterClientPlan, register_client
from oidc_workbench.flows.revoke import RevokePlan, revoke
from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo
from oidc_workbench.ports import FlowPorts
from oidc_workbench.workspace.profile import Provider


@dataclass(frozen=True, slots=True)
class Flow:
    """One runnable flow.

    Args:
        plan: the type of what it is run with.
        run: takes a plan of that type and the ports, and yields the steps.
    """

    name: str
    title: str
    plan: type
    run: Callable[[Any, FlowPorts], Steps]


FLOWS: tuple[Flow, ...] = (
    Flow("discover", "Discover a provider", Provider, discover),
    Flow("authorization-code", "Sign in a person", AuthorizationCodePlan, authorization_code),
    Flow(
        "client-credentials",
        "Get a token for a service",
        ClientCredentialsPlan,
        client_credentials,
    ),
    Flow("refresh", "Refresh tokens", RefreshPlan, refresh),
    Flow("call-api", "Call an API", CallApiPlan, call_api),
    Flow("userinfo", "Ask for UserInfo", UserInfoPlan, userinfo),
    Flow("introspect", "Introspect a token", IntrospectPlan, introspect),
    Flow("revoke", "Revoke a token", RevokePlan, revoke),
    Flow("register-client", "Register a client", RegisterClientPlan, register_client),
    Flow(
        "manage-registration",
        "Manage a client's registration",
        ManageRegistrationPlan,
        manage_registration,
    ),
    Flow("rotate-key", "Rotate a client's key", RotateKeyPlan, rotate_key),
)
