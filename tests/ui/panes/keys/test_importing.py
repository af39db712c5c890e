import asyncio
import json

import pytest
from cryptography.hazmat.primitives import serialization as ser

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_making import SERIAL_OCTETS, CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import chain_to_pem
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord
from ui.panes.keys.bed import SERVICE, Bed

DAY = 86400
PASSWORD = Secret("correct horse battery")


def jwks(*keys: dict[str, object]) -> bytes:
    return json.dumps({"keys": list(keys)}).encode()


def is_locked(bed: Bed) -> bool:
    return bed.state.importing.locked


def pem_under_password() -> bytes:
    key = generate_key("P-256").private_key
    encryption = ser.BestAvailableEncryption(PASSWORD.reveal().encode())
    return key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, encryption)


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.know(SERVICE)
    bed.presenter.show_page("import")
    return bed


def test_what_was_found_is_said_and_nothing_stored_before_the_person_confirms(bed: Bed) -> None:
    key = generate_key("P-256", "k1", "ES256")
    bed.presenter.importing.read(jwks(private_jwk(key)), "keys.json")
    (found,) = bed.state.importing.found
    assert "EC P-256 private key" in found.what
    assert (found.chosen, found.kid) == (True, "k1")
    assert bed.vault.keys == {}
    bed.presenter.importing.store("c")
    record = bed.state.selected
    assert record is not None
    assert (record.kid, record.origin, record.client_key) == ("k1", "imported", "c")
    assert record.thumbprint == key.public.thumbprint
    assert bed.state.page == "key"
    assert bed.state.importing.found == ()
    assert bed.logged() == ["key imported"]


def test_only_what_is_chosen_is_stored(bed: Bed) -> None:
    keys = [private_jwk(generate_key("P-256", kid, "ES256")) for kid in ("a", "b")]
    bed.presenter.importing.read(jwks(*keys), "keys.json")
    bed.presenter.importing.choose(0, False)
    assert bed.state.importing.chosen == 1
    bed.presenter.importing.store("")
    assert [record.kid for record in bed.vault.key_records.values()] == ["b"]


def test_a_file_is_read_over_the_port(bed: Bed) -> None:
    key = generate_key("P-256", "k1", "ES256")
    bed.files.kept["/home/me/k.json"] = jwks(private_jwk(key))
    bed.presenter.importing.read_file("/home/me/k.json", "k.json")
    assert bed.state.importing.name == "k.json"
    assert len(bed.state.importing.found) == 1


def test_asking_for_a_password_is_no_error_and_trying_one_changes_nothing_on_screen(
    bed: Bed,
) -> None:
    importing = bed.presenter.importing
    importing.read(pem_under_password(), "key.pem")
    asked = bed.state.work.told
    assert asked is not None
    assert asked.tone == "info"
    bed.screen.states.clear()
    importing.unlock(Secret("something else"))
    assert {state.importing.locked for state in bed.screen.states} == {True}
    refused = bed.state.work.told
    assert refused is not None
    assert refused.tone == "error"


def test_a_password_is_asked_for_in_place_and_a_wrong_one_can_be_tried_again(bed: Bed) -> None:
    importing = bed.presenter.importing
    importing.read(pem_under_password(), "key.pem")
    assert (is_locked(bed), bed.code) == (True, "key-password-needed")
    importing.unlock(Secret("something else"))
    assert (is_locked(bed), bed.code) == (True, "key-password-wrong")
    importing.unlock(PASSWORD)
    assert not is_locked(bed)
    assert bed.state.importing.found[0].storable
    importing.store("")
    assert len(bed.vault.keys) == 1


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "key-input-empty"),
        (b"hello", "key-input-unknown"),
        (b"x" * 1_100_000, "key-input-too-large"),
    ],
)
def test_bad_input_gets_one_sentence_and_stores_nothing(bed: Bed, octets: bytes, code: str) -> None:
    bed.presenter.importing.read(octets, "the clipboard")
    assert bed.code == code
    assert bed.told
    assert bed.state.importing.found == ()
    assert bed.vault.keys == {}


def test_a_public_key_is_shown_and_cannot_be_chosen(bed: Bed) -> None:
    bed.presenter.importing.read(jwks(public_jwk(generate_key("P-256", "k").public)), "keys.json")
    found = bed.state.importing.found[0]
    assert not found.storable
    assert not found.chosen
    bed.presenter.importing.store("")
    assert bed.vault.keys == {}


def test_a_kid_that_is_taken_is_said_and_another_one_puts_it_right(bed: Bed) -> None:
    bed.keep("old", kid="k1")
    key = generate_key("P-256", "k1", "ES256")
    importing = bed.presenter.importing
    importing.read(jwks(private_jwk(key)), "keys.json")
    assert "old" in importing.problems()[0]
    importing.store("")
    assert list(bed.vault.keys) == ["old"]
    importing.rename(0, label="new", kid="k2")
    assert importing.problems() == {}
    importing.store("")
    assert sorted(r.kid for r in bed.vault.key_records.values()) == ["k1", "k2"]


def test_a_kid_on_two_keys_of_the_file_is_mended_by_renaming_one(bed: Bed) -> None:
    keys = [private_jwk(generate_key("P-256", "same", "ES256")) for _ in range(2)]
    importing = bed.presenter.importing
    importing.read(jwks(*keys), "keys.json")
    for number in range(2):
        importing.choose(number, True)
    assert importing.problems()
    importing.rename(1, label="second", kid="other")
    importing.rename(0, label="first", kid="one")
    assert importing.problems() == {}
    importing.store("")
    assert sorted(r.kid for r in bed.vault.key_records.values()) == ["one", "other"]


def test_a_key_that_is_in_the_vault_already_is_said(bed: Bed) -> None:
    key = bed.keep("mine", kid="k1")
    bed.presenter.importing.read(jwks(private_jwk(key)), "keys.json")
    found = bed.state.importing.found[0]
    assert not found.storable
    assert any("mine" in remark.text for remark in found.remarks)


def test_a_published_example_key_is_not_chosen_by_itself(bed: Bed) -> None:
    example: dict[str, object] = {
        "kty": "EC", "crv": "P-256", "kid": "1", "use": "enc",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    }  # fmt: skip
    bed.presenter.importing.read(jwks(example), "keys.json")
    found = bed.state.importing.found[0]
    assert not found.chosen
    assert any(remark.tone == "error" for remark in found.remarks)


def test_a_key_whose_certificate_has_expired_is_stored_without_it(bed: Bed) -> None:
    key, now = generate_key("P-256"), bed.clock.now()
    names = CertificateNames("old")
    old = self_signed(key, names, now - 90 * DAY, now - DAY, b"\1" * SERIAL_OCTETS)
    pem = key.private_key.private_bytes(
        ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption()
    )
    bed.presenter.importing.read(pem + chain_to_pem([old]).encode(), "both.pem")
    (found,) = bed.state.importing.found
    assert (found.storable, found.chosen) == (True, False)
    assert any("without it" in remark.text for remark in found.remarks)
    bed.presenter.importing.choose(0, True)
    bed.presenter.importing.store("")
    (record,) = bed.vault.key_records.values()
    assert record.certificate == ""


def test_a_symmetric_key_becomes_a_secret(bed: Bed) -> None:
    secret: dict[str, object] = {
        "kty": "oct", "kid": "s", "alg": "HS256",
        "k": "FdFYFzERwC2uCBB46pZQi4GG85LujR8obt-KWRBICVQ",
    }  # fmt: skip
    bed.presenter.importing.read(jwks(secret), "keys.json")
    bed.presenter.importing.store("")
    record = bed.state.secrets.selected
    assert record is not None
    assert (record.kind, record.bits, record.kid) == ("symmetric-key", 256, "s")
    assert bed.vault.keys == {}


def test_when_one_key_cannot_be_stored_none_is(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [private_jwk(generate_key("P-256", kid, "ES256")) for kid in ("a", "b", "c")]
    bed.presenter.importing.read(jwks(*keys), "keys.json")
    real, calls = bed.vault.add, []

    async def add(record: object, key: object) -> None:
        calls.append(record)
        if len(calls) == 3:
            raise WorkbenchError("vault-refused", "The keyring refused.", "Try again.")
        await real(record, key)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(bed.vault, "add", add)
    bed.presenter.importing.store("")
    assert bed.code == "vault-refused"
    assert bed.vault.keys == {}
    assert len(bed.state.importing.found) == 3


def _three(bed: Bed) -> None:
    keys = [private_jwk(generate_key("P-256", kid, "ES256")) for kid in ("a", "b", "c")]
    bed.presenter.importing.read(jwks(*keys), "keys.json")


@pytest.mark.parametrize("when", ["as it is kept", "after all were"])
def test_cancelled_late_it_leaves_no_key(
    bed: Bed, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    real = bed.vault.add

    async def add(record: object, key: object) -> None:
        await real(record, key)  # type: ignore[arg-type]  # handed on as they came
        if len(bed.vault.keys) == 3 and when == "as it is kept":
            raise asyncio.CancelledError

    async def cancelled() -> None:
        raise asyncio.CancelledError

    _three(bed)
    monkeypatch.setattr(bed.vault, "add", add)
    monkeypatch.setattr(bed.vault, "status", cancelled)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.importing.store("")
    assert bed.vault.keys == {}


def test_an_undoing_that_fails_hides_no_cause_and_goes_on(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    adds, removes = bed.vault.add, bed.vault.remove

    async def add(record: KeyRecord, key: SigningKey) -> None:
        if record.kid == "c":
            raise WorkbenchError("vault-refused", "The keyring refused.", "Try again.")
        await adds(record, key)

    async def remove(key_id: str) -> None:
        if bed.vault.key_records[key_id].kid == "b":
            raise WorkbenchError("vault-locked", "It is locked.", "Unlock it.")
        await removes(key_id)

    _three(bed)
    monkeypatch.setattr(bed.vault, "add", add)
    monkeypatch.setattr(bed.vault, "remove", remove)
    bed.presenter.importing.store("")
    (left,) = bed.vault.key_records.values()
    assert left.kid == "b"
    assert bed.code == "vault-refused"
    assert bed.told.startswith("The keyring refused. Try again. This could not be taken out")
    assert left.label in bed.told


def test_what_a_cancelled_run_can_not_take_out_is_told(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    async def remove(_key_id: str) -> None:
        raise WorkbenchError("vault-locked", "It is locked.", "Unlock it.")

    _three(bed)
    monkeypatch.setattr(bed.vault, "status", cancelled)
    monkeypatch.setattr(bed.vault, "remove", remove)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.importing.store("")
    assert bed.logged()[-1] == "vault not tidied"


def test_leaving_the_page_lets_go_of_what_was_read(bed: Bed) -> None:
    bed.presenter.importing.read(pem_under_password(), "key.pem")
    bed.presenter.leave_page()
    assert bed.presenter.importing._octets == b""
    assert bed.state.importing.name == ""


@pytest.mark.parametrize("leave", ["select", "segment"])
def test_choosing_something_else_lets_go_of_what_was_read(bed: Bed, leave: str) -> None:
    bed.keep("one")
    bed.presenter.show_page("import")
    bed.presenter.importing.read(jwks(private_jwk(generate_key("P-256"))), "keys.json")
    assert bed.state.importing.found
    if leave == "select":
        bed.presenter.select("one")
    else:
        bed.presenter.show_segment("secrets")
    assert bed.state.importing.found == ()
    bed.presenter.importing.store("")
    assert list(bed.vault.keys) == ["one"]


def test_leaving_while_keys_are_stored_says_that_none_is_kept(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    bed.keep("one")
    bed.presenter.show_page("import")
    _three(bed)

    async def leave(_record: object, _key: object) -> None:
        bed.presenter.select("one")
        raise asyncio.CancelledError

    monkeypatch.setattr(bed.vault, "add", leave)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.importing.store("")
    assert "none of its keys is kept" in bed.bench.state.notice
    assert list(bed.vault.keys) == ["one"]


def test_what_could_not_be_taken_out_again_is_listed(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three(bed)
    real = bed.vault.add

    async def add(record: object, key: object) -> None:
        if len(bed.vault.keys) == 2:
            raise WorkbenchError("vault-refused", "The keyring refused.", "Try again.")
        await real(record, key)  # type: ignore[arg-type]  # handed on as they came

    async def remove(_key_id: str) -> None:
        await asyncio.sleep(0)
        raise WorkbenchError("vault-refused", "The keyring refused.", "Try again.")

    monkeypatch.setattr(bed.vault, "add", add)
    monkeypatch.setattr(bed.vault, "remove", remove)
    bed.presenter.importing.store("")
    assert "Delete it there" in bed.told
    assert {key.kid for key in bed.bench.state.keys} == {"a", "b"}
