from dataclasses import replace

from oidc_workbench.workspace.changes import with_client, with_provider, without
from oidc_workbench.workspace.profile import Client, Provider, Workspace

WORK = Provider("p1", "Work", "https://work.example")
HOME = Provider("p2", "Home", "https://home.example")
APP = Client("c1", "p1", "App", "app")
JOB = Client("c2", "p1", "Job", "job")
TOY = Client("c3", "p2", "Toy", "toy")
KEPT = Workspace(providers=(WORK, HOME), clients=(APP, JOB, TOY), selected_provider="p2")


def test_what_is_known_keeps_its_place() -> None:
    work, app = replace(WORK, name="Office"), replace(APP, name="Web app")
    assert with_provider(KEPT, work) == replace(KEPT, providers=(work, HOME))
    assert with_client(KEPT, app) == replace(KEPT, clients=(app, JOB, TOY))


def test_what_is_new_comes_last() -> None:
    bare = replace(KEPT, providers=(WORK,), clients=(APP,))
    assert with_provider(bare, HOME).providers == (WORK, HOME)
    assert with_client(bare, TOY).clients == (APP, TOY)


def test_a_client_goes_alone() -> None:
    assert without(KEPT, [JOB]) == replace(KEPT, clients=(APP, TOY))


def test_a_provider_goes_with_the_clients_named() -> None:
    # As another copy renamed it meanwhile: the id says which one is meant.
    gone = without(KEPT, [APP, JOB], replace(WORK, name="Office"))
    assert gone == replace(KEPT, providers=(HOME,), clients=(TOY,))
