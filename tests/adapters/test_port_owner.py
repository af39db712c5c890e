from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.adapters.port_owner import port_owner

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_names_the_process_that_listens(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as listening:
        listening.bind((host, 0))
        port = listening.getsockname()[1]
        assert port_owner(port) == "", "bound is not yet listening"
        listening.listen()
        assert port_owner(port).endswith(f"(process {os.getpid()})")


def test_says_nothing_where_the_system_tells_nothing(tmp_path: Path) -> None:
    assert port_owner(80, tmp_path) == ""
