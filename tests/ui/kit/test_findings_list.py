from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import (
    Clause,
    Decision,
    Finding,
    Outcome,
    Severity,
    Status,
    Verdict,
)
from oidc_workbench.ui.kit.findings_list import FindingsList
from oidc_workbench.ui.kit.findings_rows import not_checked_rows


def finding(severity: Severity, where: str) -> Finding:
    return Finding(
        f"rule-{where}",
        f"Title of {where}",
        severity,
        (Clause("RFC 9068", "4"),),
        where,
        "the evidence",
        "The message.",
        "The remedy.",
    )


def unchecked(rule: str, needs: str, status: Status = Status.NOT_CHECKED) -> Outcome:
    return Outcome(rule, f"Title of {rule}", status, needs=needs)


VERDICT = Verdict(
    Decision.REJECT,
    Purpose.ACCESS_TOKEN,
    "Rejected: because.",
    (
        Outcome("one", "One", Status.FOUND, (finding(Severity.INFO, "payload.exp"),)),
        Outcome("two", "Two", Status.FOUND, (finding(Severity.ERROR, "payload.aud"),)),
        Outcome("three", "Three", Status.CLEAR),
        unchecked("four", "the expected issuer"),
        unchecked("five", "the nonce"),
        unchecked("six", "the expected issuer"),
        unchecked("seven", "", Status.CRASHED),
        Outcome("eight", "Eight", Status.NOT_APPLICABLE),
    ),
)


def shown(qtbot: QtBot) -> FindingsList:
    widget = FindingsList()
    qtbot.addWidget(widget)
    widget.resize(600, 500)
    widget.show_verdict(VERDICT)
    widget.show()
    return widget


def said(widget: FindingsList) -> list[str]:
    return [row.said for row in widget.list.rows()]


def test_the_worst_comes_first_with_all_that_belongs_to_it(qtbot: QtBot) -> None:
    first, second = said(shown(qtbot))
    assert first.startswith("error: Title of payload.aud")
    assert second.startswith("info:")
    for part in ("The message", "the evidence", "The remedy", "rule-payload.aud", "RFC 9068 §4"):
        assert part in first


def test_tabs_count_and_a_crashed_rule_is_not_passed(qtbot: QtBot) -> None:
    widget = shown(qtbot)
    tabs = [widget.tabs.tabText(index) for index in range(3)]
    assert tabs == ["Findings 2", "Passed 1", "Not checked 4"]
    widget.tabs.setCurrentIndex(1)
    assert said(widget) == ["Passed: Three. Rule three"]


def test_what_was_not_checked_is_grouped_by_what_is_missing() -> None:
    rows = not_checked_rows(VERDICT)
    headings = [row.said for row in rows if row.heading]
    assert headings == ["2 checks need the expected issuer", "1 check needs the nonce"]
    issuer = [row.said for row in rows if row.said.endswith("needs the expected issuer")]
    assert len(issuer) == 2
    assert any("the rule failed" in row.said for row in rows)


def test_enter_goes_to_the_place(qtbot: QtBot) -> None:
    widget = shown(qtbot)
    places: list[str] = []
    widget.place_activated.connect(places.append)
    widget.list.setFocus()
    QTest.keyClick(widget.list, Qt.Key.Key_Home)
    QTest.keyClick(widget.list, Qt.Key.Key_Down)
    QTest.keyClick(widget.list, Qt.Key.Key_Return)
    assert places == ["payload.exp"]


def test_a_finding_is_copied_in_words(qtbot: QtBot) -> None:
    widget = shown(qtbot)
    widget.list.setCurrentIndex(widget.list.model().index(0, 0))
    next(a for a in widget.list.actions() if a.text() == "Copy").trigger()
    assert "Title of payload.aud" in QApplication.clipboard().text()


def test_an_empty_tab_says_so(qtbot: QtBot) -> None:
    widget = FindingsList()
    qtbot.addWidget(widget)
    widget.show_verdict(Verdict(Decision.ACCEPT, Purpose.OTHER, "Accepted.", ()))
    assert not widget.list.isVisibleTo(widget)
    assert widget._note.isVisibleTo(widget)


def test_the_same_findings_judged_again_stay_where_they_are(qtbot: QtBot) -> None:
    widget = FindingsList()
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    widget.show()

    def judged(word: str) -> Verdict:
        found = [finding(Severity.INFO, f"payload.{word}{n}") for n in range(12)]
        outcomes = tuple(Outcome(f.rule, f.title, Status.FOUND, (f,)) for f in found)
        return Verdict(Decision.ACCEPT, Purpose.ACCESS_TOKEN, "Accepted.", outcomes)

    widget.show_verdict(judged("a"))
    bar = widget.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    at = bar.value()
    widget.show_verdict(judged("b"), same=True)
    assert bar.value() == at > 0
    assert "payload.b0" in said(widget)[0]
    widget.show_verdict(judged("c"))
    assert bar.value() == 0
