"""The caps on reading as a person sets them."""

from dataclasses import fields, replace

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.limits import DEFAULT_LIMITS, KEYS, NESTING, TOKEN
from oidc_workbench.workspace.document import from_json, to_json
from oidc_workbench.workspace.profile import ReadingLimits, Settings, Workspace
from oidc_workbench.workspace.reading_limits import MOST, limits_of


def test_the_defaults_are_those_of_the_engine() -> None:
    assert limits_of(ReadingLimits()) == DEFAULT_LIMITS
    names = {one.name.replace("_", "-") for one in fields(ReadingLimits)}
    assert names == {TOKEN, NESTING, KEYS}  # what a refusal calls them


def test_a_choice_changes_what_it_names_and_nothing_else() -> None:
    chosen = limits_of(ReadingLimits(128, 40, 900))
    assert (chosen.token_octets, chosen.nesting, chosen.keys) == (128 * 1024, 40, 900)
    changed = {"token_octets": 65_536, "nesting": 32, "keys": 500}
    assert replace(chosen, **changed) == DEFAULT_LIMITS


@pytest.mark.parametrize("name", [one.name for one in fields(ReadingLimits)])
def test_what_is_out_of_bounds_is_refused_by_name(name: str) -> None:
    most = getattr(MOST, name)
    limits_of(replace(ReadingLimits(), **{name: most}))
    for value in (0, -1, most + 1):
        with pytest.raises(WorkbenchError) as refused:
            limits_of(replace(ReadingLimits(), **{name: value}))
        assert refused.value.code == "limit-invalid"
        assert f"limit {name.replace('_', '-')} is {value}; it must be from 1 to {most}" in str(
            refused.value
        )


def test_it_is_kept_and_an_older_file_has_the_defaults() -> None:
    kept = Workspace(settings=Settings(reading=ReadingLimits(max_token=256)))
    assert from_json(to_json(kept)).settings.reading == ReadingLimits(max_token=256)
    assert from_json(b'{"version":3,"settings":{"leeway":5}}').settings.reading == ReadingLimits()


@pytest.mark.parametrize(
    ("reading", "code"),
    [('{"max_tokens":1}', "settings-unknown"), ('{"max_token":0}', "limit-invalid")],
)
def test_a_file_with_a_limit_that_is_none_is_left_untouched(reading: str, code: str) -> None:
    with pytest.raises(WorkbenchError) as refused:
        from_json(f'{{"version":3,"settings":{{"reading":{reading}}}}}'.encode())
    assert refused.value.code == code
