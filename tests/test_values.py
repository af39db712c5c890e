"""Quickly made dataclasses behave like the standard library's."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from oidc_workbench import values

_quick: Any = values.dataclass


def made(dataclass: Callable[..., Any]) -> tuple[type[Any], type[Any]]:
    @dataclass(frozen=True, slots=True)
    class Point:
        """A point."""

        x: int
        y: int = 2
        secret: str = dataclasses.field(default="s", repr=False)
        noted: tuple[int, ...] = dataclasses.field(default=(), compare=False)
        more: dict[str, int] = dataclasses.field(default_factory=dict, compare=False)

        @property
        def double(self) -> int:
            return 2 * self.x

    @dataclass(frozen=True, slots=True)
    class Own:
        one: object

        def __repr__(self) -> str:
            return "Own(…)"

        def __hash__(self) -> int:
            return 7

    return Point, Own


KINDS = {"standard": made(dataclasses.dataclass), "quick": made(_quick)}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> tuple[type[Any], type[Any]]:
    """Both kinds, so that every test holds for the standard one too."""
    return KINDS[request.param]


def test_it_is_made_of_positions_names_and_defaults(kind: tuple[type[Any], type[Any]]) -> None:
    point = kind[0]
    one = point(1, more={"a": 1})
    assert (one.x, one.y, one.secret, one.noted, one.more) == (1, 2, "s", (), {"a": 1})
    assert (point(1).double, point(x=1, y=3).y, point.__doc__) == (2, 3, "A point.")
    assert point(1).more is not point(1).more
    wrongs: tuple[tuple[Any, ...], ...] = ((), (1, 2, "s", (), {}, 6))
    for wrong in wrongs:
        with pytest.raises(TypeError):
            point(*wrong)
    with pytest.raises(TypeError):
        point(1, z=3)


def test_it_is_equal_by_what_is_compared_and_to_its_own_kind_only(
    kind: tuple[type[Any], type[Any]],
) -> None:
    point, own = kind
    assert point(1) == point(1, noted=(5,))
    assert point(1) != point(2)
    assert point(1) != (1, 2, "s")
    assert hash(point(1)) == hash(point(1, noted=(5,)))
    assert {point(1), point(1), point(2)} == {point(1), point(2)}
    nan = float("nan")
    assert own(nan) == own(nan)
    assert own(nan) != own(float("nan"))


def test_it_shows_itself_without_what_is_hidden(kind: tuple[type[Any], type[Any]]) -> None:
    point, own = kind
    assert repr(point(1)).endswith("Point(x=1, y=2, noted=(), more={})")
    assert (repr(own(1)), hash(own([]))) == ("Own(…)", 7)
    inner: list[object] = []
    looped = point(1, more={"self": inner})
    inner.append(looped)
    assert "..." in repr(looped)


def test_it_can_not_be_changed(kind: tuple[type[Any], type[Any]]) -> None:
    one = kind[0](1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
        one.other = 2
    assert not hasattr(one, "__dict__")
    assert one.x == 1


def test_the_tools_for_dataclasses_work_on_it(kind: tuple[type[Any], type[Any]]) -> None:
    one = kind[0](1, 3)
    assert dataclasses.replace(one, x=5) == kind[0](5, 3)
    assert [field.name for field in dataclasses.fields(one)] == [
        "x",
        "y",
        "secret",
        "noted",
        "more",
    ]
    assert dataclasses.asdict(one)["y"] == 3
    assert copy.deepcopy(one) == copy.copy(one) == one
    point = kind[0]
    assert point.__match_args__ == ("x", "y", "secret", "noted", "more")


def test_only_this_kind_is_made() -> None:
    with pytest.raises(TypeError):
        _quick(frozen=False, slots=True)
    with pytest.raises(TypeError):
        _quick(frozen=True, slots=False)


def test_what_would_be_left_out_in_silence_is_refused() -> None:
    def made_of(annotation: object = int, /, *bases: type, **members: object) -> type:
        members["__annotations__"] = {"one": annotation}
        kind: type = _quick(frozen=True, slots=True)(type("Kind", bases, members))
        return kind

    odd: tuple[Callable[[], object], ...] = (
        lambda: made_of(__post_init__=lambda _self: None),
        lambda: made_of(int, made_of()),
        lambda: made_of(one=dataclasses.field(init=False)),
        lambda: made_of(one=dataclasses.field(kw_only=True)),
        lambda: made_of(one=dataclasses.field(hash=False)),
    )
    assert made_of()(1).one == 1
    for make in odd:
        with pytest.raises(TypeError, match="Kind"):
            make()


@values.dataclass(frozen=True, slots=True)
class Known:
    """One that pickle finds by its name."""

    a: int
    b: str = "b"


def test_it_goes_to_another_process_and_back() -> None:
    assert pickle.loads(pickle.dumps(Known(1))) == Known(1)  # noqa: S301 - our own
