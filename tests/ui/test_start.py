"""What the window may load before it is painted; asked of a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "httpx",
    "joserfc",
    "cryptography",
    "keyring",
    "msgspec",
    "truststore",
    "platformdirs",
    "asyncio",
    "ssl",
    "html",
    "json",
    "oidc_workbench.wiring",
    "oidc_workbench.ports",
    "oidc_workbench.adapters",
    "oidc_workbench.rules",
    "oidc_workbench.redaction",
    "oidc_workbench.ui.panes.provider",
)
SCRIPT = """
import sys
from oidc_workbench.app import Program, application
app = application()
program = Program(app)
program.window.first_painted.disconnect()
def painted():
    print(" ".join(sys.modules))
    app.exit()
program.window.first_painted.connect(painted)
program.window.show()
app.exec()
"""


def test_nothing_but_qt_and_light_modules_before_the_first_paint(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = ran.stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
