from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.keys.certifying import CertificateDraft
from oidc_workbench.ui.panes.keys.exporting import Exporting
from ui.panes.keys.bed import Bed

PASSWORD = Secret("several words in a row")
PATH = "/chosen/key.pem"


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.keep("one", kid="k1")
    return bed


def test_the_key_is_written_encrypted_and_the_log_says_so(bed: Bed) -> None:
    bed.presenter.exporting.export("pkcs8", PASSWORD, PASSWORD, PATH)
    written = bed.files.kept[PATH]
    assert written.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    load_pem_private_key(written, PASSWORD.reveal().encode())
    assert bed.logged() == ["private key exported"]
    (event,) = bed.bench.state.events
    assert PATH in event.text
    assert PASSWORD.reveal() not in repr(bed.bench.state.events)
    assert bed.screen.forgotten
    assert PATH in bed.told


def test_it_can_be_written_as_a_jwe_and_with_its_certificate(bed: Bed) -> None:
    bed.presenter.exporting.export("jwe", PASSWORD, PASSWORD, PATH)
    assert bed.files.kept[PATH].count(b".") == 4
    bed.presenter.certifying.make(CertificateDraft("nightly"))
    bed.presenter.exporting.export("pkcs12", PASSWORD, PASSWORD, "/chosen/key.p12")
    assert bed.files.kept["/chosen/key.p12"].startswith(b"\x30")


@pytest.mark.parametrize(
    ("form", "password", "again", "said"),
    [
        ("pkcs8", None, None, "Enter a password"),
        ("pkcs8", "short", None, "12 characters"),
        ("pkcs12", "thirteen char", None, "16 characters"),
        ("pkcs8", "several words", None, "second time"),
        ("pkcs8", "several words", "several word", "not the same"),
        ("pkcs8", "several words", "several words", ""),
    ],
)
def test_it_takes_a_good_password_twice(
    form: str, password: str | None, again: str | None, said: str
) -> None:
    typed = [None if text is None else Secret(text) for text in (password, again)]
    problem = Exporting.problem(form, *typed)
    assert said in problem
    assert bool(problem) == bool(said)


def test_without_the_same_password_twice_nothing_is_loaded_or_written(bed: Bed) -> None:
    bed.presenter.exporting.export("pkcs8", PASSWORD, Secret("another one, but long"), PATH)
    assert bed.files.kept == {}
    assert bed.logged() == []


def test_a_locked_vault_exports_nothing(bed: Bed) -> None:
    bed.vault.state = VaultState.LOCKED
    bed.presenter.exporting.export("pkcs8", PASSWORD, PASSWORD, PATH)
    assert bed.code == "vault-locked"
    assert bed.files.kept == {}
    assert bed.logged() == []


def test_a_key_to_decrypt_with_can_be_exported_too() -> None:
    bed = Bed()
    bed.keep("one")
    bed.vault.key_records["one"] = replace(bed.vault.key_records["one"], use="enc")
    bed.bench.change(keys=tuple(bed.vault.key_records.values()))
    bed.presenter.exporting.export("pkcs8", PASSWORD, PASSWORD, PATH)
    assert PATH in bed.files.kept
