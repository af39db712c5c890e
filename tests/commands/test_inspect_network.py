"""What ``inspect`` fetches: what a person named, and never what a token names."""

import json
import socket
from collections.abc import Iterator
from typing import NoReturn

import pytest
from joserfc.jwk import ECKey

from fakes.issuer_server import IssuerServer, issuer_server
from oidc_workbench import cli
from oidc_workbench.commands.terminal import Exit
from rules.tokens import API, AT_CLAIMS, AT_HEAD, KID, compact, published, signed

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": "stolen", "use": "sig"})


@pytest.fixture
def server() -> Iterator[IssuerServer]:
    """Hands out the thief's keys as well."""
    with issuer_server(published(KEY)) as server:
        server.pages["/trap"] = json.loads(published(THIEF))
        yield server


def inspected(*argv: str) -> int:
    def no_window(_practice: bool) -> int:
        raise AssertionError("no window was asked for")

    return cli.main(["inspect", *argv], no_window)


def baited(server: IssuerServer, **head: object) -> str:
    """A token of the thief's that names the address of the thief's key wherever one can."""
    trap = f"{server.issuer}/trap"
    claims = {**AT_CLAIMS, "iss": server.issuer, "jku": trap, "jwks_uri": trap, "request_uri": trap}
    bait = {"kid": "stolen", "jku": trap, "x5u": trap, "jwks_uri": trap, "url": trap}
    return signed({**AT_HEAD, **bait, **head}, claims, THIEF)


@pytest.mark.parametrize("head", [{}, {"kid": "TRAP"}, {"iss": "TRAP"}])
def test_only_the_issuer_that_was_named_is_asked(
    server: IssuerServer, head: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    filled = dict.fromkeys(head, f"{server.issuer}/trap")
    argv = ("--issuer", server.issuer, "--audience", API, "--at", "1767225600", "--discover")
    assert inspected(baited(server, **filled), *argv) == Exit.REJECTED
    assert set(server.asked) == {"/.well-known/openid-configuration", "/jwks"}
    assert "Accepted" not in capsys.readouterr().out


@pytest.mark.parametrize("argv", [(), ("--issuer", "ISSUER"), ("--issuer", "ISSUER", "--json")])
def test_without_being_told_to_nothing_is_fetched(
    server: IssuerServer, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was touched")

    text = baited(server)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    filled = [server.issuer if one == "ISSUER" else one for one in argv]
    assert inspected(text, *filled) in {Exit.REJECTED, Exit.UNDECIDED}
    assert inspected(compact({"alg": "none"}, {"iss": server.issuer}), *filled) == Exit.REJECTED
    monkeypatch.undo()
    assert server.asked == []
