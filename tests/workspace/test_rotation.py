"""Which steps a rotation has, how each is undone, and where one stands."""

from dataclasses import replace
from itertools import pairwise, product

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.workspace.key_record import KeyRecord, RotationState
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation import (
    TRANSITIONS,
    Rotation,
    RotationStage,
    path,
    published_keys,
    record_state,
    rotation_of,
    standing,
)

_S = RotationStage
_CLIENT = Client("c", "p", "Job", "job-1", auth_method="private_key_jwt", key_id="old")
_OLD = KeyRecord("old", "Old", "k-old", "EC", "ES256", "t-old", 1.0, client_key="c")
_NEW = KeyRecord("new", "New", "k-new", "EC", "ES256", "t-new", 2.0, client_key="c", replaces="old")


def _at(stage: RotationStage) -> tuple[Client, tuple[KeyRecord, KeyRecord]]:
    """Client and records as they are kept at a stage."""
    used = stage in {_S.CURRENT, _S.RETIRED}
    old = replace(_OLD, rotation="retired") if stage is _S.RETIRED else _OLD
    new = replace(_NEW, rotation=record_state(stage), replaces="old" if stage else "")
    return replace(_CLIENT, key_id="new" if used else "old"), (old, new)


def _names(start: RotationStage, end: RotationStage) -> list[str]:
    return [step.name for step in path(start, end)]


def test_every_step_leads_one_stage_on_or_back() -> None:
    order = list(_S)
    forward = [(t.start, t.end) for t in TRANSITIONS if not t.is_undo]
    assert forward == list(pairwise(order))
    back = {(t.end, t.start) for t in TRANSITIONS if t.is_undo}
    # Everything can be taken back but the last one.
    assert back == set(forward) - {(_S.CURRENT, _S.RETIRED)}
    assert all(t.title and t.words for t in TRANSITIONS)
    assert len({t.name for t in TRANSITIONS}) == len(TRANSITIONS) == 9


@pytest.mark.parametrize(("start", "end"), list(product(_S, _S)))
def test_a_path_leads_from_any_stage_to_any_other_but_never_back_from_retired(
    start: RotationStage, end: RotationStage
) -> None:
    if start is _S.RETIRED and end is not start:
        with pytest.raises(WorkbenchError) as caught:
            path(start, end)
        assert caught.value.code == "rotation-not-possible"
        return
    steps = path(start, end)
    ends = [start, *(step.end for step in steps)]
    assert ends[-1] is end
    assert all(step.start is before for step, before in zip(steps, ends, strict=False))
    assert len({step.is_undo for step in steps}) <= 1
    distance = abs(list(_S).index(start) - list(_S).index(end))
    assert len(steps) == distance


def test_the_steps_by_their_names() -> None:
    assert _names(_S.NONE, _S.RETIRED) == ["begin", "publish", "prove", "use", "retire"]
    assert _names(_S.CURRENT, _S.NONE) == ["use-old", "doubt", "unpublish", "abandon"]


@pytest.mark.parametrize("stage", list(_S))
def test_the_stage_follows_from_client_and_records(stage: RotationStage) -> None:
    client, records = _at(stage)
    rotation = rotation_of(client, records)
    assert rotation.stage is stage
    assert rotation.old == records[0]
    assert rotation.new == (records[1] if stage is not _S.NONE else None)
    assert rotation.is_underway == (stage not in {_S.NONE, _S.RETIRED})


_ENDS = {
    _S.NONE: ("begin", None),
    _S.NEW: ("publish", "abandon"),
    _S.PUBLISHED: ("prove", "unpublish"),
    _S.PROVEN: ("use", "doubt"),
    _S.CURRENT: ("retire", "use-old"),
    _S.RETIRED: (None, None),
}


@pytest.mark.parametrize("stage", list(_S))
def test_what_is_next_and_what_undoes_the_last_step(stage: RotationStage) -> None:
    rotation = Rotation(stage)
    found = tuple(t.name if t else None for t in (rotation.next, rotation.undo))
    assert found == _ENDS[stage]


# What a run that was cut off between two writes leaves: the client says which key is in use.
_CUT_OFF: list[tuple[str, RotationState, RotationStage]] = [
    ("new", "proven", _S.CURRENT),  # the client was written, the record was not
    ("old", "current", _S.PROVEN),  # the same on the way back
    ("new", "new", _S.CURRENT),  # chosen by hand in the client's form
    ("third", "published", _S.PUBLISHED),  # a third key chosen by hand
]


@pytest.mark.parametrize(("used", "state", "stage"), _CUT_OFF)
def test_a_cut_off_run_is_told_by_the_key_in_use(
    used: str, state: RotationState, stage: RotationStage
) -> None:
    records = (_OLD, replace(_NEW, rotation=state))
    assert rotation_of(replace(_CLIENT, key_id=used), records).stage is stage


def test_a_deleted_old_key_ends_the_rotation_once_the_new_one_is_in_use() -> None:
    new = replace(_NEW, rotation="current")
    assert rotation_of(replace(_CLIENT, key_id="new"), (new,)).stage is _S.RETIRED
    proven = rotation_of(_CLIENT, (replace(_NEW, rotation="proven"),))
    assert (proven.stage, proven.old) == (_S.PROVEN, None)


def test_a_deleted_old_key_of_which_the_public_side_is_kept_is_still_to_be_retired() -> None:
    jwk: dict[str, object] = {"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "k-old"}
    new = replace(_NEW, rotation="current", replaced_jwk=jwk)
    rotation = rotation_of(replace(_CLIENT, key_id="new"), (new,))
    assert (rotation.stage, rotation.is_old_gone, rotation.undo) == (_S.CURRENT, True, None)
    assert rotation.old is not None
    assert (rotation.old.key_id, rotation.old.kid) == ("old", "k-old")
    assert rotation.old.thumbprint


def test_another_key_chosen_after_the_end_leaves_no_rotation() -> None:
    third = replace(_OLD, key_id="third")
    records = (replace(_OLD, rotation="retired"), replace(_NEW, rotation="current"), third)
    rotation = rotation_of(replace(_CLIENT, key_id="third"), records)
    assert (rotation.stage, rotation.old, rotation.new) == (_S.NONE, third, None)


def test_the_next_rotation_follows_the_last_one() -> None:
    first = (replace(_OLD, rotation="retired"), replace(_NEW, rotation="current"))
    third = replace(_NEW, key_id="third", replaces="new", rotation="new", created_at=3.0)
    records = (*first, third)
    client = replace(_CLIENT, key_id="new")
    rotation = rotation_of(client, records)
    assert (rotation.stage, rotation.old, rotation.new) == (_S.NEW, first[1], third)
    used = (*first, replace(third, rotation="current"))
    rotation = rotation_of(replace(client, key_id="third"), used)
    assert (rotation.stage, rotation.old) == (_S.CURRENT, first[1])


def test_of_two_rotations_begun_at_once_the_newer_is_gone_on_with() -> None:
    one = replace(_NEW, rotation="published")
    two = replace(_NEW, key_id="two", rotation="new", created_at=9.0)
    assert rotation_of(_CLIENT, (two, _OLD, one)).new == two


def test_keys_of_other_clients_take_no_part() -> None:
    other = replace(_NEW, rotation="published", client_key="another")
    assert rotation_of(_CLIENT, (_OLD, other)).stage is _S.NONE


@pytest.mark.parametrize(
    ("stage", "kids"),
    [
        (_S.NONE, ["k-old"]),
        (_S.NEW, ["k-old"]),
        (_S.PUBLISHED, ["k-old", "k-new"]),
        (_S.PROVEN, ["k-old", "k-new"]),
        (_S.CURRENT, ["k-old", "k-new"]),
        (_S.RETIRED, ["k-new"]),
    ],
)
def test_the_keys_to_publish(stage: RotationStage, kids: list[str]) -> None:
    client, records = _at(stage)
    assert [one.kid for one in published_keys(client, records)] == kids


def test_the_key_in_use_is_published_whatever_its_record_says() -> None:
    records = (replace(_OLD, rotation="retired"), replace(_NEW, rotation="current"))
    assert [one.kid for one in published_keys(_CLIENT, records)] == ["k-old"]


@pytest.mark.parametrize(
    ("stage", "old", "new"),
    [
        (_S.NONE, "in use", ""),
        (_S.NEW, "in use, to be replaced", "new, not published yet"),
        (_S.PUBLISHED, "in use, to be replaced", "published, not proven yet"),
        (_S.PROVEN, "in use, to be replaced", "proven, not used yet"),
        (_S.CURRENT, "old, still published", "in use"),
        (_S.RETIRED, "retired", "in use"),
    ],
)
def test_the_standing_of_each_key_in_words(stage: RotationStage, old: str, new: str) -> None:
    client, records = _at(stage)
    assert tuple(standing(one, client, records) for one in records) == (old, new)
