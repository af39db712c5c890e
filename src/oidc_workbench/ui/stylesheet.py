"""The one stylesheet, made of the theme's tokens: boxes and colours; type is set by fonts."""

from pathlib import Path

from oidc_workbench.ui.theme import CARD_RADIUS, CONTROL_RADIUS, Theme

_ICONS = Path(__file__).parent.parent / "resources" / "icons"

# Only types and properties that exist on screen: every rule costs a little at start-up.
_SHEET = """
QMenuBar { background: %surface; }
QFrame#topbar { background: %surface; border-bottom: %w solid %line; }
QFrame#rail { background: %surface; border-right: %w solid %line; }
QFrame#statusbar { background: %surface; border-top: %w solid %line; }
QFrame[kind="card"] { background: %surface; border: %w solid %line; border-radius: %card; }
QFrame[kind="sunken"] { background: %sunken; border: none; border-radius: %control; }
QFrame[kind="rule"] { background: %line; border: none; }
QFrame[kind="message-error"] { background: %error_ground; border: %w solid %error;
  border-radius: %control; }
QFrame[kind="message-warning"] { background: %warning_ground; border: %w solid %warning;
  border-radius: %control; }
QFrame[kind="message-info"] { background: %info_ground; border: %w solid %info;
  border-radius: %control; }
QFrame[kind="message-ok"] { background: %ok_ground; border: %w solid %ok;
  border-radius: %control; }
QScrollArea, QScrollArea > QWidget > QWidget#plain { background: transparent; border: none; }

QLabel[tone="muted"] { color: %muted; }
QLabel[tone="ok"] { color: %ok; }
QLabel[tone="warning"] { color: %warning; }
QLabel[tone="error"] { color: %error; }
QLabel[tone="info"] { color: %info; }
QFrame[dot] { border-radius: %dot; border: 1px solid %muted; }
QFrame[dot="ok"] { background: %ok; border-color: %ok; }
QFrame[dot="warning"] { background: %warning; border-color: %warning; }
QFrame[dot="error"] { background: %error; border-color: %error; }
QLabel[chip="neutral"] { background: %sunken; color: %text; border: %cw solid %line; }
QLabel[chip="ok"] { background: %ok_ground; color: %ok; border: %cw solid %ok; }
QLabel[chip="warning"] { background: %warning_ground; color: %warning;
  border: %cw solid %warning; }
QLabel[chip="error"] { background: %error_ground; color: %error; border: %cw solid %error; }
QLabel[chip="info"] { background: %info_ground; color: %info; border: %cw solid %info; }
QLabel[chip] { border-radius: 4px; padding: 1px 7px; }

QPushButton { background: %surface; color: %text; border: %w solid %line;
  border-radius: %control; padding: %vpad %hpad; }
QPushButton:hover { background: %sunken; }
QPushButton:pressed, QPushButton:checked { background: %info_ground; border-color: %info; }
QPushButton:focus { border: %fw solid %info; padding: %vfoc %hfoc; }
QPushButton:disabled { color: %muted; background: %background; }
QPushButton[kind="primary"] { background: %info; color: %on_accent; border-color: %info; }
QPushButton[kind="primary"]:hover { background: %info; border-color: %text; }
QPushButton[kind="primary"]:focus { border: %fw solid %text; }
QPushButton[kind="primary"]:disabled { background: %sunken; color: %muted;
  border-color: %line; }
QPushButton[kind="danger"] { color: %error; border-color: %error; }
QPushButton[kind="danger"]:hover { background: %error_ground; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: %sunken; }
QPushButton[kind="quiet"]:focus { border-color: %info; }
QPushButton[kind="rail"] { background: transparent; border-color: transparent; text-align: left;
  color: %muted; padding: 0 0 0 %rail; }
QPushButton[kind="rail"]:hover { background: %sunken; }
QPushButton[kind="rail"]:checked { background: %info_ground; color: %info; font-weight: 600;
  border-color: %checked_line; }
QPushButton[kind="rail"]:focus { border: %fw solid %info; padding: 0 0 0 %rfoc; }
QPushButton::menu-indicator { width: 0; }

QLineEdit, QPlainTextEdit, QSpinBox, QComboBox { background: %surface; color: %text;
  border: %w solid %line; border-radius: %control; padding: %vpad 8px;
  selection-background-color: %info; selection-color: %on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus {
  border: %fw solid %info; padding: %vfoc %lfoc; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: %muted;
  background: %background; }
QLineEdit[wrong="true"] { border-color: %error; }
QComboBox { padding-right: %drop; combobox-popup: 0; }
QComboBox:focus { padding-right: %dfoc; }
QComboBox::drop-down { border: none; width: %open; }
QComboBox::down-arrow { image: url(%icons/chevron-%scheme.svg); width: %arrow; height: %arrow; }
QComboBox QAbstractItemView { background: %surface; color: %text; border: %w solid %line;
  selection-background-color: %pick; selection-color: %ink_picked; outline: none; }
QComboBox QAbstractItemView::item { padding: %vpad 7px; border: none; }
QComboBox QAbstractItemView::item:selected { background: %pick; color: %ink_picked; }
QPlainTextEdit[kind="mono"] { background: %sunken; border: %w solid %sunken; }
QPlainTextEdit[kind="mono"]:focus { border: %fw solid %info; }
QCheckBox { spacing: 8px; color: %text; }
QCheckBox:focus { color: %info; }
QCheckBox:disabled { color: %muted; }
QCheckBox::indicator { width: %tick; height: %tick; border: %w solid %muted;
  border-radius: 3px; background: %surface; }
QCheckBox::indicator:checked { background: %info; border-color: %info;
  image: url(%icons/check-%scheme.svg); }
QCheckBox::indicator:disabled { border-color: %line; background: %background; }
QCheckBox::indicator:checked:disabled { background: %muted; border-color: %muted; }
QCheckBox::indicator:focus { border: %fw solid %text; width: %tfoc; height: %tfoc; }

QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: %muted; border: none; padding: 8px 12px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: %text; }
QTabBar::tab:selected { color: %text; border-bottom: 2px solid %info; }
QTabBar:focus { outline: none; }
QTabBar::tab:selected:focus { color: %info; background: %info_ground; padding-bottom: %bfoc;
  border-bottom-width: %fw; }

QAbstractItemView { background: transparent; color: %text; border: none; outline: none;
  selection-background-color: %pick; selection-color: %ink_picked; }
QAbstractItemView[boxed="true"] { background: %surface; border: %w solid %line;
  border-radius: %control; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: %muted; border: none;
  border-bottom: %w solid %line; padding: 6px 11px; text-align: left; font-size: %labelpx; }
QTableView::item { padding: 4px 8px; border: none; }
QTableView::item:selected { background: %pick; color: %ink_picked; }
QTableView { gridline-color: %line; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: %thumb; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: %muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }

QMenuBar { color: %text; border: none; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: %pick; color: %ink_picked; }
QMenu { background: %surface; color: %text; border: %w solid %line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: %pick; color: %ink_picked; }
QMenu::item:disabled { color: %muted; }
QMenu::separator { height: 1px; background: %line; margin: 4px 8px; }
QToolTip { background: %surface; color: %text; border: %w solid %line; padding: 4px; }
QSplitter::handle { background: transparent; }
"""


def stylesheet(theme: Theme) -> str:
    """Fill the sheet with a theme's tokens."""
    values = {role: str(colour) for role, colour in theme.colours._asdict().items()}
    vertical, horizontal = theme.px(4), theme.px(11)
    focus = 2 * theme.line_width  # thicker than a line in high contrast, too
    less = theme.line_width - focus
    values |= {
        "label": str(theme.px(11)),
        "w": f"{theme.line_width}px",
        "cw": f"{theme.line_width if theme.contrast else 0}px",
        "card": f"{CARD_RADIUS}px",
        "control": f"{CONTROL_RADIUS}px",
        "vpad": f"{vertical}px",
        "hpad": f"{horizontal}px",
        "fw": f"{focus}px",
        "vfoc": f"{vertical + less}px",
        "hfoc": f"{horizontal + less}px",
        "lfoc": f"{8 + less}px",
        "bfoc": f"{10 - focus}px",
        "rail": f"{theme.px(9 + 26)}px",
        "rfoc": f"{theme.px(9 + 26) + less}px",
        "drop": f"{theme.px(24)}px",
        "dfoc": f"{theme.px(24) + less}px",
        "open": f"{theme.px(22)}px",
        "arrow": f"{theme.px(12)}px",
        "dot": f"{theme.px(8) // 2}px",
        "tick": f"{theme.px(14)}px",
        "tfoc": f"{theme.px(14) + 2 * less}px",
        "icons": _ICONS.as_posix(),
        "scheme": "dark" if theme.ground_is_dark else "light",
        "thumb": theme.colours.line,
        # In high contrast there are no soft grounds, so what is selected is turned round.
        "pick": theme.colours.text if theme.contrast else theme.colours.info_ground,
        "ink_picked": theme.colours.background if theme.contrast else theme.colours.text,
        "checked_line": theme.colours.text if theme.contrast else "transparent",
    }
    sheet = _SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"%{name}", values[name])
    return sheet
