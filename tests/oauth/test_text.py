"""Foreign texts reach no screen as they are."""

import pytest

from oidc_workbench.oauth.text import clean


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        (" a\r\n\tb ", "a b"),
        ("\x1b]0;title\x07x", "]0;title x"),
        ("safe\u202eexe.txt", "safe exe.txt"),
        ("zero\u200bwidth", "zero width"),
        ("\ud800lone", "lone"),
        ("Zürich · 東京", "Zürich · 東京"),
        (None, ""),
        (7, ""),
        (["x"], ""),
        ("y" * 10_000_000, "y" * 499 + "…"),
    ],
)
def test_clean(value: object, shown: str) -> None:
    assert clean(value) == shown
