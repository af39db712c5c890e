from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from oidc_workbench.jose.key_objects import public_members
from oidc_workbench.ui.panes.keys.notes import notes_of
from ui.panes.keys.bed import SERVICE, Bed

DAY = 86400
SHORT = public_members(generate_private_key(65537, 1024).public_key())  # noqa: S505 - weak on purpose


def labels(bed: Bed) -> list[str]:
    return [line.record.label for line in bed.state.inventory.lines]


def notes(bed: Bed, key_id: str) -> dict[str, str]:
    line = next(one for one in bed.state.inventory.lines if one.record.key_id == key_id)
    return {note.words: note.tone for note in line.notes or ()}


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    now = bed.clock.now()
    bed.keep("ledger", kid="l-1", created_at=now - 3 * DAY, last_used_at=now - DAY)
    bed.keep("batch", kid="b-1", created_at=now - 2 * DAY)
    bed.keep("archive", "Ed25519", kid="a-1", created_at=now - 400 * DAY, alg="EdDSA")
    bed.know(replace(SERVICE, key_id="ledger"))
    return bed


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("LEDGER", ["ledger"]),
        ("b-1", ["batch"]),
        ("nightly", ["ledger"]),
        ("eddsa", ["archive"]),
        ("p-256 b-1", ["batch"]),
        ("old", ["archive"]),
        ("nothing like it", []),
    ],
)
def test_it_is_searched_by_label_kid_client_algorithm_and_finding(
    bed: Bed, wanted: str, found: list[str]
) -> None:
    bed.presenter.search(wanted)
    assert labels(bed) == found
    assert bed.state.inventory.total == 3


def test_it_is_searched_by_thumbprint(bed: Bed) -> None:
    bed.presenter.search(bed.vault.key_records["batch"].thumbprint[:12])
    assert labels(bed) == ["batch"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("created", ["batch", "ledger", "archive"]),
        ("used", ["ledger", "batch", "archive"]),
        ("label", ["archive", "batch", "ledger"]),
        ("kid", ["archive", "batch", "ledger"]),
        ("kind", ["archive", "batch", "ledger"]),
        ("client", ["ledger", "archive", "batch"]),
    ],
)
def test_it_is_sorted_as_the_person_wants(bed: Bed, order: str, expected: list[str]) -> None:
    bed.presenter.sort(order)
    assert labels(bed) == expected


def test_what_was_found_about_a_key_stands_in_its_line(bed: Bed) -> None:
    assert notes(bed, "archive")["old"] == "info"
    assert notes(bed, "batch") == {"no alg": "info"}


def test_a_weak_key_is_called_so_and_comes_first_where_findings_do() -> None:
    bed = Bed()
    bed.keep("good", alg="ES256")
    weak = replace(
        bed.vault.key_records["good"],
        key_id="weak",
        kty="RSA",
        public_jwk={**SHORT, "kid": "w", "alg": "RS256", "use": "sig"},
    )
    bed.vault.key_records["weak"] = replace(weak, label="weak")
    bed.bench.change(keys=tuple(bed.vault.key_records.values()))
    bed.presenter.sort("notes")
    assert labels(bed) == ["weak", "good"]
    assert notes(bed, "weak") == {"too short": "error"}


def test_a_key_that_two_servers_know_is_called_shared() -> None:
    bed = Bed()
    bed.keep("one")
    bed.know(
        replace(SERVICE, key_id="one"), replace(SERVICE, key="d", provider_id="q", key_id="one")
    )
    assert notes(bed, "one")["shared"] == "warning"
    bed.know(replace(SERVICE, key_id="one"))
    assert "shared" not in notes(bed, "one")


def test_the_published_example_key_is_found_out() -> None:
    bed = Bed()
    bed.keep("one")
    example: dict[str, object] = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "kid": "1",
        "use": "enc",
    }
    record = replace(bed.vault.key_records["one"], public_jwk=example)
    found = {note.words: note.tone for note in notes_of(record, bed.clock.now(), (), lambda: None)}
    assert found["example key"] == "error"


def test_a_judgement_is_kept_until_key_or_circumstances_change() -> None:
    bed = Bed(holds=True)
    bed.keep("one")
    assert len(bed.around.runner.computes) >= 1
    for job in list(bed.around.runner.computes):
        bed.around.runner.finish(job)
    assert bed.state.inventory.lines[0].notes is not None
    before = len(bed.around.runner.computes)
    bed.bench.change(notice="something else")
    bed.presenter.search("one")
    assert len(bed.around.runner.computes) == before
    bed.know(replace(SERVICE, key_id="one"))
    assert len(bed.around.runner.computes) > before


def test_many_keys_are_judged_a_few_at_a_time() -> None:
    bed = Bed(holds=True)
    for number in range(20):
        bed.keep(f"k{number}")
    first = bed.around.runner.computes[0]
    bed.around.runner.finish(first)
    known = [one for one in bed.state.inventory.lines if one.notes is not None]
    assert 0 < len(known) < 20
