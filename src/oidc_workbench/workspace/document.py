"""The workspace as a JSON document: versioned, strict, without any secret."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.workspace.profile import (
    Client,
    Provider,
    ReadingLimits,
    SavedExpectation,
    Settings,
    Workspace,
)
from oidc_workbench.workspace.reading_limits import limits_of

WORKSPACE_VERSION = 3  # 2 added expectations, 3 where a registration is managed


class BrokenDocumentError(ValueError):
    """The text is no workspace document; its message says where it breaks."""


def to_json(workspace: Workspace) -> bytes:
    """Serialise what is kept between runs; the practice provider and its clients are not.

    Raises:
        WorkbenchError: ``settings-refused`` when a URL holds a password.
    """
    import msgspec  # noqa: PLC0415 - start-up does not pay for it

    for place, url in _urls(workspace):
        if _has_user_information(url):
            raise WorkbenchError(
                "settings-refused",
                f"The settings were not saved: the {place} holds a user name or password.",
                "Enter the URL without them; the settings file holds no secrets.",
            )
    kept = replace(without_practice(workspace), version=WORKSPACE_VERSION)
    return msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n"


def from_json(data: bytes) -> Workspace:
    """Read a workspace document.

    Raises:
        BrokenDocumentError: not JSON, or not of the right shape.
        WorkbenchError: ``settings-newer`` or ``settings-unknown``: written by another version of
            the program, so that using and saving it here would lose something.
    """
    import msgspec  # noqa: PLC0415 - start-up does not pay for it

    try:
        raw = msgspec.json.decode(data)
        _refuse_other_versions(raw)
        workspace = msgspec.json.decode(data, type=Workspace)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenDocumentError(str(error)) from None
    _refuse_unknown_members(raw)
    limits_of(workspace.settings.reading)  # refuses what nothing could be read with
    return replace(workspace, version=WORKSPACE_VERSION)


def without_practice(workspace: Workspace) -> Workspace:
    """Leave out what belongs to the practice provider, which is new on every run."""
    gone = {one.provider_id for one in workspace.providers if one.practice}
    providers = tuple(one for one in workspace.providers if not one.practice)
    clients = tuple(
        one for one in workspace.clients if not one.practice and one.provider_id not in gone
    )
    keeps_client = any(one.key == workspace.selected_client for one in clients)
    return replace(
        workspace,
        providers=providers,
        clients=clients,
        selected_provider=""
        if workspace.selected_provider in gone
        else workspace.selected_provider,
        selected_client=workspace.selected_client if keeps_client else "",
        expectations=tuple(one for one in workspace.expectations if one.provider_id not in gone),
    )


def _refuse_other_versions(raw: Any) -> None:
    version = raw.get("version") if isinstance(raw, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BrokenDocumentError("it names no version")
    if version > WORKSPACE_VERSION:
        raise WorkbenchError(
            "settings-newer",
            "The settings file was written by a newer version of this program.",
            "Use that version, or move the file away to start afresh; it was left untouched.",
        )


def _refuse_unknown_members(raw: Mapping[str, Any]) -> None:
    parts = [("", Workspace, raw), ("settings.", Settings, raw.get("settings", {}))]
    reading = raw.get("settings", {}).get("reading", {})
    parts += [("settings.reading.", ReadingLimits, reading)]
    parts += [(f"providers[{i}].", Provider, one) for i, one in enumerate(raw.get("providers", ()))]
    parts += [(f"clients[{i}].", Client, one) for i, one in enumerate(raw.get("clients", ()))]
    parts += [
        (f"expectations[{i}].", SavedExpectation, one)
        for i, one in enumerate(raw.get("expectations", ()))
    ]
    for place, shape, members in parts:
        known = {one.name for one in fields(shape)}
        for name in members:
            if name not in known:
                raise WorkbenchError(
                    "settings-unknown",
                    f"The settings file has a member that this version does not know:"
                    f" {place}{name}.",
                    "Correct it, or move the file away to start afresh; it was left untouched.",
                )


def _urls(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for provider in workspace.providers:
        yield f"issuer of {provider.name}", provider.issuer
        yield f"proxy of {provider.name}", provider.proxy
    for client in workspace.clients:
        yield f"redirect URI of {client.name}", client.redirect_uri
        yield f"resource of {client.name}", client.resource
        yield f"registration of {client.name}", client.registration_uri
    for one in workspace.expectations:
        yield f"issuer of the expectation {one.name}", one.issuer


def _has_user_information(url: str) -> bool:
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        # No URL at all, but a password may stand in it all the same.
        return "@" in url
