from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.workspace.document import (
    WORKSPACE_VERSION,
    BrokenDocumentError,
    from_json,
    to_json,
    without_practice,
)
from oidc_workbench.workspace.profile import Client, Provider, Settings, Workspace

PROVIDER = Provider("p", "Provider", "https://issuer.example")
CLIENT = Client("c", "p", "Client", "client-id")

# What a URL field may hold; user information is refused and has its own tests.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@"))
providers = st.builds(
    Provider, texts, texts, texts, texts, texts, st.booleans(), practice=st.just(value=False)
)
clients = st.builds(
    Client,
    texts,
    texts,
    texts,
    texts,
    actor=st.sampled_from(["user", "service"]),
    auth_method=st.sampled_from(["none", "client_secret_basic", "private_key_jwt"]),
    secret_ref=texts,
    key_id=texts,
    signing_alg=texts,
    assertion_audience=st.sampled_from(["issuer", "token_endpoint"]),
    basic_encoding=st.sampled_from(["form", "raw"]),
    redirect_uri=texts,
    scopes=st.lists(texts, max_size=3).map(tuple),
    resource=texts,
    practice=st.just(value=False),
)
settings_ = st.builds(
    Settings,
    st.sampled_from(["system", "light", "dark"]),
    st.integers(0, 2**40),
    st.booleans(),
)


@st.composite
def workspaces(draw: st.DrawFn) -> Workspace:
    some_clients = tuple(draw(st.lists(clients, max_size=3)))
    keys = [one.key for one in some_clients]
    return Workspace(
        WORKSPACE_VERSION,
        tuple(draw(st.lists(providers, max_size=3))),
        some_clients,
        draw(settings_),
        draw(texts),
        draw(st.sampled_from([*keys, ""])),
    )


@given(workspaces())
def test_what_is_written_is_read_again(workspace: Workspace) -> None:
    assert from_json(to_json(workspace)) == workspace


@given(st.binary(max_size=200))
def test_any_other_octets_are_refused_clearly(data: bytes) -> None:
    with pytest.raises(BrokenDocumentError):
        from_json(data)


def _document(**changes: Any) -> bytes:
    document = json.loads(to_json(Workspace(providers=(PROVIDER,), clients=(CLIENT,))))
    return json.dumps({**document, **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"version": "1"}',
        b'{"version": true}',
        b'{"version": 0}',
        b'{"version": 1, "providers": {}}',
        b'{"version": 1, "providers": [{"name": "no id"}]}',
        b'{"version": 1, "settings": {"theme": "purple"}}',
        b'{"version": 1, "settings": null}',
        b'{"version": 1, "settings": {"leeway": "60"}}',
        b"[" * 100_000,
        to_json(Workspace())[:-3],
    ],
)
def test_broken_documents(data: bytes) -> None:
    with pytest.raises(BrokenDocumentError):
        from_json(data)


def test_absent_members_have_their_defaults() -> None:
    assert from_json(b'{"version": 1}') == Workspace()


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"settings": {"extra": 1}},
        {"providers": [{"provider_id": "p", "name": "", "issuer": "", "extra": 1}]},
        {"clients": [{"key": "", "provider_id": "", "name": "", "client_id": "", "extra": 1}]},
    ],
)
def test_unknown_member_is_named_and_not_dropped(changes: dict[str, Any]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_json(_document(**changes))
    assert caught.value.code == "settings-unknown"
    assert "extra" in caught.value.message


def test_newer_version_is_refused_whatever_it_looks_like() -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_json(b'{"version": 4, "providers": "of another kind"}')
    assert caught.value.code == "settings-newer"


def test_practice_is_not_kept() -> None:
    practice = replace(PROVIDER, provider_id="practice", practice=True)
    workspace = Workspace(
        providers=(PROVIDER, practice),
        clients=(
            CLIENT,
            replace(CLIENT, key="of-practice", provider_id="practice"),
            replace(CLIENT, key="practice-client", practice=True),
        ),
        selected_provider="practice",
        selected_client="of-practice",
    )
    kept = from_json(to_json(workspace))
    assert kept == Workspace(providers=(PROVIDER,), clients=(CLIENT,))
    assert kept == without_practice(workspace)


@pytest.mark.parametrize(
    "workspace",
    [
        Workspace(providers=(replace(PROVIDER, proxy="http://user:s3cr3t@proxy.example"),)),
        Workspace(providers=(replace(PROVIDER, issuer="https://user:s3cr3t@issuer.example"),)),
        Workspace(providers=(replace(PROVIDER, proxy="http://[user:s3cr3t@proxy"),)),
        Workspace(clients=(replace(CLIENT, redirect_uri="http://user:s3cr3t@127.0.0.1/"),)),
        Workspace(clients=(replace(CLIENT, resource="https://user:s3cr3t@api.example"),)),
        Workspace(clients=(replace(CLIENT, registration_uri="https://u:s3cr3t@as.example"),)),
    ],
)
def test_password_in_a_url_is_not_saved(workspace: Workspace) -> None:
    with pytest.raises(WorkbenchError) as caught:
        to_json(workspace)
    assert caught.value.code == "settings-refused"
    assert "s3cr3t" not in str(caught.value)


def test_no_field_can_hold_a_secret() -> None:
    names = [one.name for shape in (Workspace, Provider, Client, Settings) for one in fields(shape)]
    suspicious = [n for n in names if any(w in n for w in ("secret", "password", "token", "key"))]
    # References to vault entries and names, each looked at.
    assert set(suspicious) == {"secret_ref", "key_id", "key", "registration_token_ref"}


def test_a_document_of_version_1_has_no_expectations_and_loads() -> None:
    old = b'{"version": 1, "providers": [], "clients": [], "settings": {}}'
    loaded = from_json(old)
    assert loaded.expectations == ()
    assert loaded.version == WORKSPACE_VERSION


def test_a_saved_expectation_of_the_practice_provider_goes_with_it() -> None:
    from oidc_workbench.workspace.profile import SavedExpectation

    workspace = Workspace(
        providers=(Provider("x", "Practice", "http://127.0.0.1:1", practice=True),),
        expectations=(SavedExpectation("gone", "x"), SavedExpectation("kept", "p1", scopes=())),
    )
    kept = from_json(to_json(workspace)).expectations
    assert [(one.name, one.scopes) for one in kept] == [("kept", ())]
