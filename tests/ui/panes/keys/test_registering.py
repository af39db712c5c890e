import io
import json
import zipfile
from dataclasses import replace

import pytest

from oidc_workbench.ports import JwksVisit
from oidc_workbench.report.registration_pack import SERVERS
from ui.panes.keys.bed import SERVICE, Bed


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.keep("one", kid="k1")
    bed.know(replace(SERVICE, key_id="one"))
    return bed


def files(bed: Bed) -> dict[str, bytes]:
    pack = bed.state.pack.pack
    assert pack is not None
    return {file.name: file.octets for file in pack.files}


def test_nothing_is_made_before_somebody_looks(bed: Bed) -> None:
    before = bed.state.pack
    assert before.pack is None
    bed.presenter.show_tab("register")
    assert files(bed)
    assert bed.state.pack.client == bed.bench.state.client


def test_every_kind_of_server_has_its_steps(bed: Bed) -> None:
    bed.presenter.show_tab("register")
    seen = set()
    for server in SERVERS:
        bed.presenter.registering.choose_server(server.name)
        assert bed.state.pack.pack is not None
        seen.add(bed.state.pack.pack.markdown)
    assert len(seen) == len(SERVERS)


def test_it_holds_the_old_key_beside_the_new_one_while_both_are_published(bed: Bed) -> None:
    bed.keep("two", kid="k2", rotation="published", replaces="one", client_key="c")
    bed.presenter.show_tab("register")
    kids = [key["kid"] for key in json.loads(files(bed)["jwks.json"])["keys"]]
    assert sorted(kids) == ["k1", "k2"]


def test_it_follows_the_selected_key(bed: Bed) -> None:
    bed.keep("two", kid="k2")
    bed.presenter.show_tab("register")
    bed.presenter.select("two")
    assert b"k2" in files(bed)["key.jwk.json"]
    bed.presenter.select("one")
    assert b"k1" in files(bed)["key.jwk.json"]


def test_it_is_saved_as_one_file_and_as_a_folder(bed: Bed) -> None:
    bed.presenter.show_tab("register")
    bed.presenter.registering.save_zip("/chosen/pack.zip")
    with zipfile.ZipFile(io.BytesIO(bed.files.kept["/chosen/pack.zip"])) as archive:
        assert "jwks.json" in {name.rsplit("/", 1)[-1] for name in archive.namelist()}
    bed.presenter.registering.save_folder("/chosen/")
    assert bed.state.pack.pack is not None
    folder = f"/chosen/{bed.state.pack.pack.folder}/"
    assert {name.removeprefix(folder) for name in bed.files.kept if folder in name} == set(
        files(bed)
    )


def test_the_key_set_is_served_on_request_and_who_asked_is_listed(bed: Bed) -> None:
    host = bed.around.jwks_host
    bed.presenter.serving.switch(True)
    assert bed.state.serving.url == host.url
    assert [key["kid"] for key in host.keys] == ["k1"]
    host.visit(JwksVisit(bed.clock.now(), "127.0.0.1", "Keycloak", "GET", 200))
    ((_time, who, answer),) = bed.state.serving.visits
    assert "Keycloak" in who
    assert answer == "GET 200"
    bed.presenter.serving.switch(False)
    assert bed.state.serving.url == ""
    assert host.url == ""


def test_what_is_served_follows_the_keys(bed: Bed) -> None:
    bed.presenter.serving.switch(True)
    bed.keep("two", kid="k2", rotation="published", replaces="one", client_key="c")
    assert sorted(str(key["kid"]) for key in bed.around.jwks_host.keys) == ["k1", "k2"]


def test_what_is_served_stays_that_of_its_client_whatever_is_looked_at(bed: Bed) -> None:
    bed.presenter.serving.switch(True)
    host = bed.around.jwks_host
    assert host.owner == "c"
    bed.keep("two", kid="k2", rotation="retired", client_key="c")
    bed.keep("three", kid="k3", client_key="d")
    other = replace(SERVICE, key="d", key_id="three")
    bed.know(other, *bed.bench.state.workspace.clients)
    for key_id in ("two", "three"):
        bed.presenter.select(key_id)
        assert bed.state.selected is not None
        assert bed.state.selected.key_id == key_id
        assert [key["kid"] for key in host.keys] == ["k1"]


def test_the_steps_name_the_address_that_is_served(bed: Bed) -> None:
    bed.presenter.show_tab("register")
    bed.presenter.registering.choose_server("keycloak")
    bed.presenter.serving.switch(True)
    assert bed.state.pack.pack is not None
    assert bed.state.serving.url in bed.state.pack.pack.markdown


def test_a_key_that_has_no_pack_leaves_the_kinds_of_server_to_choose() -> None:
    bed = Bed(holds=True)
    bed.keep("one", public_jwk={"kty": "EC"})
    bed.presenter.show_tab("register")
    assert bed.state.pack.servers == ()  # they are loaded beside the window's thread
    runner = bed.around.runner
    for job in tuple(runner.computes):
        runner.finish(job)
    assert bed.state.pack.pack is None
    assert bed.state.pack.problem
    assert len(bed.state.pack.servers) > 1
