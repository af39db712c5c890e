"""Joins what two copies of the program made of one workspace, field by field."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from oidc_workbench.workspace.profile import Client, Provider, SavedExpectation, Workspace

Item = TypeVar("Item", Provider, Client, SavedExpectation)


@dataclass(frozen=True, slots=True)
class Merged:
    """A workspace with the changes of both.

    Args:
        clashes: what both changed and ours won, as a person would call it ("issuer of “Work”").
    """

    workspace: Workspace
    clashes: tuple[str, ...] = ()


def merge(base: Workspace, ours: Workspace, theirs: Workspace) -> Merged:
    """Join two descendants of one workspace; where both changed the same field, ours wins.

    Items are the same by their id; an item that one removed and the other changed is one that
    both changed. The selection is ours. A client keeps its provider, whoever removed that.
    """
    clashes: list[str] = []
    providers = _items(
        [w.providers for w in (base, ours, theirs)], lambda p: p.provider_id, clashes
    )
    clients = _items([w.clients for w in (base, ours, theirs)], lambda c: c.key, clashes)
    expectations = _items([w.expectations for w in (base, ours, theirs)], lambda e: e.name, clashes)
    workspace = replace(
        ours,
        providers=(*providers, *_still_needed(providers, clients, (ours, theirs, base), clashes)),
        clients=clients,
        expectations=expectations,
        settings=_fields(base.settings, ours.settings, theirs.settings, "", clashes),
    )
    return Merged(workspace, tuple(clashes))


def _items(
    versions: list[tuple[Item, ...]], key_of: Callable[[Item], str], clashes: list[str]
) -> tuple[Item, ...]:
    base: dict[str, Item] = {key_of(one): one for one in versions[0]}
    ours: dict[str, Item] = {key_of(one): one for one in versions[1]}
    theirs: dict[str, Item] = {key_of(one): one for one in versions[2]}
    found: list[Item] = []
    for key in [*ours, *(one for one in theirs if one not in ours)]:
        before, mine, other = base.get(key), ours.get(key), theirs.get(key)
        if mine is not None and other is not None:
            found.append(_fields(before, mine, other, f" of “{mine.name}”", clashes))
            continue
        only = mine or other
        if only is None or only == before:
            continue  # the other one removed it, and it was not changed here
        if before is not None:
            clashes.append(f"“{only.name}”, which one removed and the other changed")
        if before is None or mine is not None:
            found.append(only)
    return tuple(found)


def _fields(before: Any, mine: Any, other: Any, whose: str, clashes: list[str]) -> Any:
    """Take each field from the one who changed it; from ours when both did."""
    taken = {}
    for name in (one.name for one in fields(mine)):
        ours, theirs = getattr(mine, name), getattr(other, name)
        base = getattr(before, name, None)
        if ours == theirs:
            continue
        if is_dataclass(ours):
            taken[name] = _fields(base, ours, theirs, whose, clashes)
        elif before is not None and ours == base:
            taken[name] = theirs
        elif before is None or theirs != base:
            clashes.append(f"{name.replace('_', ' ')}{whose}")
    return replace(mine, **taken)


def _still_needed(
    providers: Iterable[Provider],
    clients: Iterable[Client],
    versions: Iterable[Workspace],
    clashes: list[str],
) -> Iterator[Provider]:
    """The removed providers to which a client was added or changed meanwhile."""
    known = {one.provider_id for one in providers}
    wanted = dict.fromkeys(c.provider_id for c in clients if c.provider_id not in known)
    for provider_id in wanted:
        every = (p for w in versions for p in w.providers if p.provider_id == provider_id)
        provider = next(every, None)
        if provider is not None:
            clashes.append(f"“{provider.name}”, to whose clients the other made changes")
            yield provider
