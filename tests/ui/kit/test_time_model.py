import pytest

from oidc_workbench.ui.kit.time_model import time_model

NOW = 1_700_000_000.0
CLAIMS: dict[str, object] = {"iat": NOW - 60, "exp": NOW + 240, "auth_time": NOW - 30 * 86_400}


def test_the_life_of_the_token_can_be_seen_whatever_lies_far_away() -> None:
    model = time_model(CLAIMS, NOW, None, 60)
    first, last = model.bounds
    assert first < NOW - 60 < NOW + 240 < last
    assert last - first < 3600


@pytest.mark.parametrize("now", [NOW + 365 * 86_400, NOW - 365 * 86_400])
def test_a_token_from_another_year_still_fills_the_ruler(now: float) -> None:
    model = time_model({"iat": NOW, "exp": NOW + 300}, now, None, 0)
    first, last = model.bounds
    assert last - first < 3600


@pytest.mark.parametrize(
    "claims", [{}, {"exp": "soon"}, {"exp": True}, {"exp": 1e300}, {"iat": float("nan")}]
)
def test_strange_times_draw_something(claims: dict[str, object]) -> None:
    model = time_model(claims, NOW, None, 60)
    first, last = model.bounds
    assert first < last
    assert model.sentence


def test_says_in_words_what_is_drawn() -> None:
    sentence = time_model(CLAIMS, NOW, NOW + 60, 30).sentence
    assert "leeway 30 seconds" in sentence
    assert "exp today 22:17:20 UTC, in 4 minutes" in sentence


def test_nbf_counts_before_iat() -> None:
    model = time_model({"iat": NOW, "nbf": NOW + 10, "exp": NOW + 300}, NOW, None, 0)
    assert (model.begins, model.ends, model.follows) == (NOW + 10, NOW + 300, True)
