from PySide6.QtGui import QFontMetricsF

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.painted_row import PaintedRow, Style, font_of, place_columns
from oidc_workbench.ui.panes.keys import rows
from oidc_workbench.ui.panes.keys.inventory import KeyLine
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.key_record import KeyRecord

NARROWEST = 606  # pixels of the table at 100 %, in a window 1280 wide


def painted(kty: str, alg: str, label: str = "Batch jobs") -> PaintedRow:
    jwk: dict[str, object] = {"kty": kty, "alg": alg, "crv": "P-256"}
    record = KeyRecord("k", label, "kid", kty, alg, "print", 1.0, public_jwk=jwk)
    return rows.key_row(KeyLine(record, (), None), 1.0, frozenset())


def column(row: PaintedRow, number: int) -> list[str]:
    return [piece.text for piece in row.pieces if piece.column == number]


def test_an_algorithm_that_is_the_kind_is_not_said_twice() -> None:
    assert column(painted("AKP", "ML-DSA-65"), 1) == ["ML-DSA-65", "sig"]
    assert column(painted("EC", "ES256"), 1) == ["P-256", "ES256 · sig"]
    assert column(painted("EC", ""), 1) == ["P-256", "no alg · sig"]


def test_what_is_often_said_has_room_in_its_column(themed: ThemeManager) -> None:
    del themed
    slots = place_columns(rows.COLUMNS, theme.px(NARROWEST), 0)
    room = dict(enumerate(slot.width for slot in slots))
    often: tuple[tuple[int, Style, str, int], ...] = (
        (0, "title", "Billing, mutual TLS", 0),
        (1, "muted", "ES256 · sig", 0),
        (2, "muted", "28 minutes ago", 0),
        (3, "mono-muted", "h7MGKu…wEPUu0", 0),
        (4, "chip", "cert ends soon", 14),
    )
    for number, style, text, around in often:
        wanted = QFontMetricsF(font_of(style)).horizontalAdvance(text)
        assert wanted + theme.px(around) + 1 <= room[number], text
