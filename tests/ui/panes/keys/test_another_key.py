"""Of the key before nothing stays on the pages of another one, however it comes there."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fakes.panes import FakeJob
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.flow_run import Phase
from oidc_workbench.ui.panes.keys.certificate_page import CertificatePage
from oidc_workbench.ui.panes.keys.certifying import CertificateDraft
from oidc_workbench.ui.panes.keys.enrolling import EnrolDraft
from oidc_workbench.ui.panes.keys.pack_box import PackBox
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.keys.bed import SERVICE, Bed

DRAFT = CertificateDraft("nightly", "Example", "urn:nightly", 30)
WAYS: dict[str, Callable[[Bed], None]] = {
    "chosen": lambda bed: bed.presenter.select("two"),
    "searched": lambda bed: bed.presenter.search("kid-two"),
    "left alone": lambda bed: bed.bench.change(
        keys=tuple(one for one in bed.bench.state.keys if one.key_id == "two")
    ),
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def made(*, holds: bool) -> Bed:
    bed = Bed(holds=holds)
    for key_id in ("one", "two"):
        bed.keep(key_id, kid=f"kid-{key_id}")
    bed.know(replace(SERVICE, key_id="one"), replace(SERVICE, key="d", name="Other", key_id="two"))
    bed.presenter.select("one")
    return bed


@pytest.fixture
def bed() -> Bed:
    return made(holds=False)


@pytest.fixture
def held() -> Bed:
    return made(holds=True)


def front(bed: Bed) -> str:
    return bed.state.selected.key_id if bed.state.selected else ""


def key_in_pack(bed: Bed) -> bytes:
    """The key that the pack hands over; nothing while there is no pack."""
    pack = bed.state.pack.pack
    return next(f.octets for f in pack.files if f.name == "key.jwk.json") if pack else b""


def last_run(bed: Bed) -> FakeJob:
    return bed.around.runner.runs[-1]


def last_stream(bed: Bed) -> FakeJob:
    return bed.around.runner.streams[-1]


@ways
def test_a_pack_is_never_another_key_s(held: Bed, way: Callable[[Bed], None]) -> None:
    runner = held.around.runner
    held.presenter.show_tab("register")
    runner.finish(runner.computes[-1])
    assert b"kid-one" in key_in_pack(held)
    way(held)
    assert (front(held), key_in_pack(held)) == ("two", b"")
    for job in tuple(runner.computes):
        runner.finish(job)
    assert b"kid-two" in key_in_pack(held)


def test_a_pack_that_was_left_is_not_there_when_somebody_looks_again(held: Bed) -> None:
    runner = held.around.runner
    held.presenter.show_tab("register")
    runner.finish(runner.computes[-1])
    held.presenter.show_tab("public")
    held.presenter.select("two")
    assert held.state.pack.pack is None


def test_a_pack_that_comes_too_late_is_not_shown(held: Bed) -> None:
    runner = held.around.runner
    held.presenter.show_tab("register")
    late = runner.computes[-1]
    held.presenter.select("two")
    runner.finish(late)
    assert held.state.pack.pack is None


def test_a_pack_of_the_same_key_stays_until_it_is_made_anew(held: Bed) -> None:
    runner = held.around.runner
    held.presenter.show_tab("register")
    runner.finish(runner.computes[-1])
    used = [replace(one, last_used_at=9.0) for one in held.bench.state.keys]
    held.bench.change(keys=tuple(used))
    assert not runner.computes[-1].is_over
    assert held.state.pack.pack is not None


def test_without_a_pack_its_box_is_empty(
    held: Bed, qtbot: QtBot, qapp: QApplication, themed: ThemeManager
) -> None:
    del qapp, themed
    box = PackBox()
    qtbot.addWidget(box)
    held.screen.shown = lambda state: box.show_pack(state.pack)
    runner = held.around.runner
    held.presenter.show_tab("register")
    runner.finish(runner.computes[-1])
    assert box.save.isEnabled()
    assert box.steps.toPlainText()
    assert box._flow.count() > 0
    held.presenter.select("two")
    assert not box.save.isEnabled()
    assert box._flow.count() == 0
    assert box.steps.toPlainText() == ""


@ways
def test_what_was_told_of_the_key_before_goes(bed: Bed, way: Callable[[Bed], None]) -> None:
    bed.presenter.saving.save_public("jwk", "/chosen/one.json")
    assert "/chosen/one.json" in bed.told
    way(bed)
    assert (front(bed), bed.told) == ("two", "")


@ways
def test_an_error_of_the_key_before_goes(bed: Bed, way: Callable[[Bed], None]) -> None:
    bed.presenter.certifying.attach(b"no certificate")
    assert bed.code
    way(bed)
    assert (front(bed), bed.told) == ("two", "")


@ways
def test_the_question_and_the_passwords_go(bed: Bed, way: Callable[[Bed], None]) -> None:
    bed.presenter.ask(True)
    before = bed.screen.forgotten
    way(bed)
    assert not bed.state.asking
    assert bed.screen.forgotten > before


def test_what_is_typed_elsewhere_meanwhile_stays(bed: Bed) -> None:
    bed.presenter.show_page("secret-form")
    before = bed.screen.forgotten
    bed.presenter.search("kid-two")
    assert front(bed) == "two"
    assert bed.screen.forgotten == before


@ways
def test_what_ends_later_is_told_by_the_name_of_its_key(
    held: Bed, way: Callable[[Bed], None]
) -> None:
    held.presenter.saving.save_public("jwk", "/chosen/one.json")
    way(held)
    assert held.state.work.busy.startswith("one: ")
    last_run(held).finish(None)
    assert held.told.startswith("one: Saved to /chosen/one.json")
    held.presenter.saving.save_public("jwk", "/chosen/two.json")
    last_run(held).finish(None)
    assert held.told.startswith("Saved to /chosen/two.json")


def test_what_fails_later_is_told_by_the_name_of_its_key(held: Bed) -> None:
    held.presenter.certifying.make(DRAFT)
    held.presenter.select("two")
    last_run(held).fail(WorkbenchError("vault-locked", "It is locked.", ""))
    assert (held.told, held.code) == ("one: It is locked.", "vault-locked")
    held.presenter.certifying.make(replace(DRAFT, days=0))
    assert not held.told.startswith("one")


def test_a_work_of_several_parts_keeps_the_name_of_its_key(held: Bed) -> None:
    password = Secret("several words in a row")
    held.presenter.exporting.export("pkcs8", password, password, "/chosen/one.pem")
    held.presenter.select("two")
    last_run(held).finish(held.vault.keys["one"])
    assert held.state.work.busy == "one: Encrypting one"
    held.around.runner.computes[-1].finish(b"encrypted")
    last_run(held).finish(None)
    assert held.told.startswith("one: The private key was written")


def test_cancelled_it_says_nothing_more_of_that_key(held: Bed) -> None:
    held.presenter.saving.save_public("jwk", "/chosen/one.json")
    held.presenter.select("two")
    held.presenter.cancel()
    held.presenter.certifying.make(replace(DRAFT, days=0))
    assert held.told.startswith("A certificate")


def test_a_signing_request_is_shown_for_its_own_key_only(held: Bed) -> None:
    held.presenter.certifying.request(DRAFT)
    job = last_run(held)
    held.presenter.select("two")
    job.finish(b"-----BEGIN CERTIFICATE REQUEST-----")
    assert held.state.certificate.request == ""
    # What was made for nothing is not thrown away without a word.
    assert held.bench.state.notice.startswith("The signing request for one is not shown")


def test_a_signing_request_that_is_shown_is_told_by_nothing_else(held: Bed) -> None:
    held.presenter.certifying.request(DRAFT)
    last_run(held).finish(b"-----BEGIN CERTIFICATE REQUEST-----")
    assert held.state.certificate.request
    assert held.bench.state.notice == ""


def test_a_work_that_takes_its_own_key_away_is_told_by_the_name_of_it(bed: Bed) -> None:
    change = bed.vault.change

    async def change_last(key_id: str, **fields: object) -> None:
        await change(key_id, **fields)
        del bed.vault.key_records[key_id]  # another window deletes it right after

    bed.vault.change = change_last  # type: ignore[method-assign]  # only for this test
    bed.presenter.certifying.make(DRAFT)
    assert front(bed) == "two"
    assert bed.told == "one: The certificate was made."
    assert bed.state.work.busy == ""
    bed.presenter.saving.save_public("jwk", "/chosen/two.json")
    assert bed.told.startswith("Saved to /chosen/two.json")


def test_the_name_of_a_key_that_is_gone_stays_with_no_later_work(bed: Bed) -> None:
    bed.presenter.ask(True)
    bed.presenter.delete()
    assert (front(bed), bed.told) == ("two", "")
    bed.presenter.saving.save_public("jwk", "/chosen/two.json")
    assert bed.told.startswith("Saved to /chosen/two.json")


def test_a_certificate_is_attached_to_the_key_that_it_was_chosen_for(held: Bed) -> None:
    held.presenter.certifying.attach_file("/chosen/one.crt")
    job = last_run(held)
    held.presenter.select("two")
    job.finish(b"octets")
    # The key that is looked at by then has nothing to do with it.
    assert held.state.work.busy == "one: Checking the certificate"


def test_the_names_for_a_certificate_are_typed_for_one_key(
    bed: Bed, qtbot: QtBot, qapp: QApplication, themed: ThemeManager
) -> None:
    del qapp, themed
    page = CertificatePage()
    qtbot.addWidget(page)
    page.show_state(bed.state)
    page.names.setText("urn:one")
    page.organization.setText("Example")
    page.show_state(replace(bed.state, now=1.0))
    assert page.names.text() == "urn:one"
    bed.presenter.select("two")
    page.show_state(bed.state)
    assert (page.names.text(), page.organization.text()) == ("", "Example")


def step(step_id: str, state: StepState) -> Step:
    return Step(step_id, "Register the client", "why", state)


def test_a_registration_by_the_program_is_shown_with_its_own_key_only(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("register", StepState.FAILED))
    last_stream(held).finish()
    failed = held.state.enrolling.run
    assert failed.phase is Phase.FAILED
    held.presenter.select("two")
    assert held.state.enrolling.run.steps == ()
    assert held.state.enrolling.run.phase is Phase.IDLE
    held.presenter.select("one")
    assert held.state.enrolling.run == failed


def test_a_registration_that_ends_elsewhere_is_told_in_the_status_line(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("register", StepState.RUNNING))
    held.presenter.select("two")
    assert held.state.enrolling.run.busy
    assert held.state.enrolling.run.steps == ()
    last_stream(held).give(step("register", StepState.DONE))
    last_stream(held).finish()
    assert held.told == ""
    assert held.bench.state.notice == "Fresh is registered and kept."


def test_a_registration_that_fails_elsewhere_is_told_in_the_status_line(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("register", StepState.RUNNING))
    held.presenter.select("two")
    refused = replace(step("register", StepState.FAILED), message="The provider refused it.")
    last_stream(held).give(refused)
    last_stream(held).finish()
    assert held.told == ""
    assert held.bench.state.notice == "Registering Fresh failed. The provider refused it."


def test_a_registration_that_breaks_off_elsewhere_is_told_in_the_status_line(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    held.presenter.select("two")
    last_stream(held).fail(WorkbenchError("vault-locked", "It is locked.", "Unlock it."))
    assert held.bench.state.notice == "Registering Fresh failed. It is locked."


def test_a_registration_that_fails_in_sight_is_told_by_its_steps_alone(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("register", StepState.FAILED))
    last_stream(held).finish()
    assert held.bench.state.notice == ""


MOVES: dict[str, Callable[[Bed], None]] = {
    "another key": lambda bed: bed.presenter.select("two"),
    "another provider": lambda bed: bed.bench.select("q"),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_registration_that_comes_to_wait_elsewhere_is_given_up(
    held: Bed, move: Callable[[Bed], None]
) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), Secret("initial-token"))
    last_stream(held).give(step("discover", StepState.RUNNING))
    move(held)
    assert "A client is being registered with another key" in held.state.enrolling.why_not
    assert not last_stream(held).is_cancelled
    last_stream(held).give(step("discover", StepState.DONE), step("prepare", StepState.WAITING))
    assert last_stream(held).is_cancelled
    assert not held.state.enrolling.run.busy
    assert held.state.enrolling.why_not == ""
    assert held.bench.state.notice.startswith("Fresh is not registered: ")


def test_a_registration_that_is_looked_at_again_in_time_waits_to_be_sent(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("discover", StepState.RUNNING))
    held.presenter.select("two")
    held.presenter.select("one")
    assert held.state.enrolling.why_not == ""
    last_stream(held).give(step("prepare", StepState.WAITING))
    assert held.state.enrolling.ready
    assert not last_stream(held).is_cancelled


def test_a_registration_that_was_let_through_goes_on_elsewhere(held: Bed) -> None:
    held.presenter.enrolling.prepare(EnrolDraft("Fresh"), None)
    last_stream(held).give(step("prepare", StepState.WAITING))
    held.presenter.enrolling.send()
    held.presenter.select("two")
    assert not last_stream(held).is_cancelled
    assert held.state.enrolling.run.busy
    assert held.state.enrolling.why_not


def test_a_rotation_is_shown_with_its_own_client_only(held: Bed) -> None:
    held.presenter.show_tab("rotate")
    held.presenter.rotating.go("published")
    last_stream(held).give(step("publish", StepState.WAITING))
    steps = held.state.rotating.run.steps
    assert steps
    held.bench.select("p", "d")
    assert held.state.rotating.run.steps == ()
    assert held.state.rotating.busy
    assert "Another client's rotation is under way" in held.state.rotating.why_not
    held.bench.select("p", "c")
    assert held.state.rotating.run.steps == steps
    held.bench.select("p", "d")
    held.presenter.rotating.cancel()
    assert last_stream(held).is_cancelled
    assert not held.state.rotating.why_not
    assert held.state.rotating.rotation is not None
