import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from pytestqt.qtbot import QtBot

from fakes.steps import ID_CLAIMS, ISSUER, KEYS, NOW, signed
from oidc_workbench.jose.base64url import encode
from oidc_workbench.ui.panes.inspector.disclosures_page import DisclosuresPage
from oidc_workbench.ui.panes.inspector.engine import Fetched
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.inspector.bed import InspectorBed
from ui.tab_stops import tab_stops

HOLDER = ECKey.generate_key("P-256")


def disclosure(*items: Any) -> str:
    return encode(json.dumps(items).encode())


def digest(text: str) -> str:
    return encode(hashlib.sha256(text.encode()).digest())


NAME = disclosure("salt-1", "given_name", "Erika")
STREET = disclosure("salt-2", "street", "Schulstr. 12")
CLAIMS = {
    **ID_CLAIMS,
    "_sd": [digest(NAME), digest("withheld")],
    "address": {"_sd": [digest(STREET)]},
    "cnf": {"jwk": {**HOLDER.as_dict(private=False), "kid": "holder-1"}},
}


def presented(*raws: str, holder: ECKey = HOLDER, **binding: object) -> str:
    text = "~".join((signed(CLAIMS, "dc+sd-jwt"), *raws, ""))
    members = {"iat": int(NOW), "aud": "app-1", "nonce": "n-1", "sd_hash": digest(text)}
    return text + jwt.encode({"alg": "ES256", "typ": "kb+jwt"}, {**members, **binding}, holder)


class Bed(InspectorBed):
    def page(self) -> DisclosuresPage:
        self.turn_to("Disclosures")
        page = self.pane.late.disclosures
        assert page is not None
        return page

    def said(self) -> list[str]:
        return [row.said for row in self.page().list.rows()]

    def found(self, code: str) -> str:
        outcomes = self.presenter.state.outcomes
        assert outcomes is not None
        return " ".join(one.message for one in outcomes.findings if one.rule == code)

    @property
    def claims(self) -> dict[str, str]:
        return {row.place: row.value for row in self.presenter.state.claims}


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_what_is_disclosed_stands_among_the_claims_and_in_rows(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME, STREET))
    assert bed.claims["payload.given_name"] == "Erika"
    assert bed.claims["payload.address.street"] == "Schulstr. 12"
    said = bed.said()
    assert "given_name: Erika at payload.given_name, disclosed." in said
    assert "2 disclosures" in bed.page().summary.text()
    assert "1 digest without one" in bed.page().summary.text()
    rows = [row for row in bed.page().list.rows() if row.place == "payload.given_name"]
    pieces = [piece.text for piece in rows[0].pieces]
    assert "salt salt-1" in pieces
    assert f"digest {digest(NAME)}" in pieces


def test_the_claims_as_signed_are_one_layer_away(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    switch = bed.pane.late.layers
    assert switch is not None
    titles = [switch.tabText(n) for n in range(switch.count())]
    assert titles == ["as signed", "with what is disclosed", "key binding"]
    switch.setCurrentIndex(0)
    assert "payload.given_name" not in bed.claims
    assert "payload._sd" in bed.claims
    switch.setCurrentIndex(2)
    assert bed.claims["payload.nonce"] == "n-1"


def test_a_disclosure_leads_to_its_claim(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    bed.presenter.show_layer("issued")
    bed.page().list.place_activated.emit("payload.given_name")
    assert bed.presenter.state.layer == "resolved"
    assert bed.presenter.state.selected == "payload.given_name"
    assert bed.pane.tables.tabs.currentIndex() == 0


def test_tab_goes_from_the_tabs_and_layers_into_what_they_show(bed: Bed, qtbot: QtBot) -> None:
    bed.pane.window().resize(1400, 1000)
    bed.presenter.paste(presented(NAME))
    tables, page = bed.pane.tables, bed.page()
    assert tab_stops(qtbot, tables.tabs)[:2] == [page.list, bed.pane.judge]
    stops = tab_stops(qtbot, bed.pane.token.clear)
    assert stops[:3] == [bed.pane.late.layers, bed.pane.token.text, tables.tabs]


@pytest.mark.parametrize(
    ("raws", "said"),
    [
        ((disclosure("s", "role", "admin"),), "belongs to nothing"),
        ((NAME, NAME), "repeated"),
        (("abc",), "malformed"),
    ],
)
def test_a_disclosure_that_may_not_be_used_is_marked_and_discloses_nothing(
    bed: Bed, raws: tuple[str, ...], said: str
) -> None:
    token = "~".join((signed(CLAIMS, "dc+sd-jwt"), *raws, ""))
    bed.presenter.paste(token)
    assert any(said in line for line in bed.said())
    assert any(line.startswith("Error:") for line in bed.said())
    assert "payload.role" not in bed.claims
    assert "payload.given_name" not in bed.claims


@pytest.mark.parametrize(
    ("raws", "said"),
    [
        ((disclosure("s", "role", "admin"),), "disclosure"),
        ((NAME, NAME), "more than once"),
    ],
)
def test_what_is_wrong_with_an_sd_jwt_stands_among_the_findings(
    bed: Bed, raws: tuple[str, ...], said: str
) -> None:
    bed.presenter.paste("~".join((signed(CLAIMS, "dc+sd-jwt"), *raws, "")))
    assert said in bed.found("sd-jwt")
    bed.presenter.paste("~".join((signed(CLAIMS, "dc+sd-jwt"), NAME, "")))
    assert bed.found("sd-jwt") == ""


def test_a_key_binding_by_another_or_for_another_stands_among_the_findings(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME, holder=ECKey.generate_key("P-256"), aud="elsewhere"))
    bed.presenter.judge_as(replace(bed.presenter.state.form, audiences="app-1"))
    assert "The holder's signature" in bed.found("key-binding")
    assert '"elsewhere"' in bed.found("key-binding")
    assert any("aud of the key binding" in row.said for row in bed.pane.findings.list.rows())


def test_every_part_of_the_key_binding_is_checked(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    bed.presenter.fetch_keys()
    bed.around.runner.runs[-1].finish(Fetched((KEYS,), {"issuer": ISSUER}))
    bed.presenter.judge_as(replace(bed.presenter.state.form, audiences="app-1", nonce="n-1"))
    said = " ".join(bed.said())
    assert "Issuer's signature: signature matches" in said
    assert "Holder's signature: signature matches" in said
    assert "Key binding: covers all of it" in said
    assert "aud of the key binding: as expected" in said
    assert "nonce of the key binding: as expected" in said
    assert "iat of the key binding: as expected" in said


def test_what_was_not_stated_is_not_called_checked(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    bed.presenter.judge_as(replace(bed.presenter.state.form, audiences="", client_id=""))
    said = " ".join(bed.said())
    assert "Issuer's signature: not checked" in said
    assert "aud of the key binding: not checked" in said
    assert "nonce of the key binding: not checked" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"holder": ECKey.generate_key("P-256")}, "Holder's signature: signature does not match"),
        ({"sd_hash": "AAAA"}, "hash does not cover what was presented"),
        ({"aud": "other"}, "aud of the key binding: not as expected"),
        ({"iat": int(NOW) - 3600}, "iat of the key binding: not as expected"),
        ({"iat": int(NOW) + 3600}, "iat of the key binding: not as expected"),
    ],
)
def test_a_key_binding_that_proves_nothing(bed: Bed, change: dict[str, Any], said: str) -> None:
    bed.presenter.paste(presented(NAME, **change))
    bed.presenter.judge_as(replace(bed.presenter.state.form, audiences="app-1"))
    assert said in " ".join(bed.said())


def test_without_a_key_binding_it_is_said_what_follows(bed: Bed) -> None:
    bed.presenter.paste(f"{signed(CLAIMS, 'dc+sd-jwt')}~{NAME}~")
    assert "should ask for proof of that key" in " ".join(bed.said())


def test_another_token_takes_the_tab_away(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    bed.page()
    bed.presenter.paste(signed(ID_CLAIMS))
    tabs = bed.pane.tables.tabs
    assert tabs.currentIndex() == 0
    assert not tabs.isTabVisible(tabs.count() - 1)
    assert bed.presenter.state.layers == ()


def test_the_same_token_pasted_again_is_taken_apart_again(bed: Bed) -> None:
    text = presented(NAME)
    bed.presenter.paste(text)
    bed.presenter.paste(text)
    assert bed.claims["payload.given_name"] == "Erika"
    bed.presenter.clear()
    bed.presenter.paste(text)
    assert bed.claims["payload.given_name"] == "Erika"


def test_a_key_binding_grows_old_and_nothing_else_is_shown_anew(bed: Bed) -> None:
    bed.presenter.paste(presented(NAME))
    assert "iat of the key binding: as expected" in " ".join(bed.said())
    shown = bed.presenter.state.disclosed
    assert shown is not None
    bed.around.tick(61)
    assert bed.presenter.state.disclosed is shown
    bed.around.tick(600)
    assert "iat of the key binding: not as expected" in " ".join(bed.said())
