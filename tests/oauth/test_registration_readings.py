"""What counts as a difference between two readings of one registration."""

import pytest

from oidc_workbench.oauth.registration import Registration
from oidc_workbench.oauth.registration_readings import Differences, Readings


def _reading(member: object) -> Registration:
    return Registration("c1", {"client_name": "Job", "x": member})


def _differences(*members: object) -> list[Differences | None]:
    readings = Readings()
    return [readings.add(_reading(member)) for member in members]


_SAME: dict[str, tuple[object, object]] = {
    "lists in another order": (["a", "b"], ["b", "a"]),
    "members in another order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "members in another order within a list": (
        [{"a": 1, "b": 2}, {"a": 2, "b": 1}],
        [{"b": 1, "a": 2}, {"b": 2, "a": 1}],
    ),
    "lists within lists": ([["a", "b"], ["c"]], [["c"], ["b", "a"]]),
}
_OTHER: dict[str, tuple[object, object]] = {
    "true and 1": (True, 1),
    "true and 1 within a list": ([True], [1]),
    "1 and its text": (1, "1"),
    "a text and a list of it": ("a", ["a"]),
    "the same entry twice": (["a", "b"], ["a", "b", "b"]),
    "another one of the two twice": (["a", "a", "b"], ["a", "b", "b"]),
    "null and empty": (None, []),
}


@pytest.mark.parametrize(("one", "other"), _SAME.values(), ids=_SAME)
def test_what_means_the_same_is_no_difference(one: object, other: object) -> None:
    assert _differences(one, other) == [None, Differences()]


@pytest.mark.parametrize(("one", "other"), _OTHER.values(), ids=_OTHER)
def test_what_means_something_else_is_one(one: object, other: object) -> None:
    assert _differences(one, other) == [None, Differences(new=("x",))]


def test_a_member_that_is_left_out_is_the_same_as_null() -> None:
    readings = Readings()
    readings.add(_reading(None))
    assert readings.add(Registration("c1", {"client_name": "Job"})) == Differences()


def test_what_differed_before_is_told_apart_also_after_readings_that_were_the_same() -> None:
    found = _differences(1, 2, 2, 3)
    assert found == [
        None,
        Differences(new=("x",)),
        Differences(),
        Differences(again=("x",)),
    ]


def test_all_that_differs_is_named_in_order() -> None:
    readings = Readings()
    for number in range(2):
        readings.add(Registration("c1", {"m": number}))
    found = readings.add(Registration("c1", {"m": 2, "z": 1, "a": 1}))
    assert found == Differences(new=("a", "z"), again=("m",))
    assert found.names == ("a", "m", "z")


def test_an_answer_that_is_nested_without_reason_is_compared_all_the_same() -> None:
    deep: object = ["a", "b"]
    turned: object = ["b", "a"]
    for _level in range(600):
        deep, turned = [deep, 1], [1, turned]
    assert _differences(deep, deep)[1] == Differences()
    assert _differences(deep, turned)[1] == Differences(new=("x",))
