from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.form import Form, line


def test_a_field_that_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    short, long = Form(), Form()
    for form, names in ((short, "ab"), (long, "acdeb")):
        qtbot.addWidget(form)
        for name in names:
            form.add(name, name, line(), "Help.")
    for name in "cde":
        long.show_field(name, False)
    assert long.sizeHint().height() == short.sizeHint().height()
    long.show_field("c", True)
    assert long.sizeHint().height() > short.sizeHint().height()
