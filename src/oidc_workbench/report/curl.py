"""A request as something to run elsewhere: a curl command line, or a few lines of Python."""

import re
import shlex
from base64 import b64encode

from oidc_workbench.exchange import Headers, HttpRequest
from oidc_workbench.redaction.exchanges import redacted_request

_LINE_BREAKS = re.compile(r"[\r\n\0]+")


def as_curl(request: HttpRequest, *, reveal: bool = False) -> str:
    """Return a command line for a POSIX shell; nothing in it can run as a command of its own.

    Args:
        request: the request.
        reveal: with its secrets; otherwise they are masked, and the command shows but won't work.
    """
    shown = request if reveal else redacted_request(request)
    binary = not _is_text(shown.body)
    words = ["curl", "--globoff", "--request", shown.method, "--url", shown.url]
    words += _header_words(shown.headers)
    if shown.body:
        words += ["--data-binary", "@-"] if binary else ["--data-raw", shown.body.decode()]
    command = _wrap([shlex.quote(word) for word in words])
    if not binary:
        return command
    # A command line holds no NUL and no octets beyond its encoding, so they come in by a pipe.
    octets = b64encode(shown.body).decode("ascii")
    return f"printf %s {shlex.quote(octets)} | base64 --decode | {command}"


def as_python(request: HttpRequest, *, reveal: bool = False) -> str:
    """Return a script that sends the request with httpx.

    Args:
        request: the request.
        reveal: with its secrets; otherwise they are masked, and the script shows but won't work.
    """
    shown = request if reveal else redacted_request(request)
    lines = ["import httpx", "", "response = httpx.request(", f"    {shown.method!r},"]
    lines.append(f"    {shown.url!r},")
    if shown.headers:
        lines.append("    headers=[")
        lines += [f"        ({name!r}, {value!r})," for name, value in shown.headers]
        lines.append("    ],")
    if shown.body:
        lines.append(f"    content={_python_body(shown.body)},")
    lines += [")", "print(response.status_code)", "print(response.text)"]
    return "\n".join(lines) + "\n"


def _is_text(body: bytes) -> bool:
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


def _header_words(headers: Headers) -> list[str]:
    words = []
    for name, value in headers:
        line = _LINE_BREAKS.sub(" ", value)
        # curl drops a header that is empty after its colon, and sends one that ends in ";".
        words += ["--header", f"{name}: {line}" if line.strip() else f"{name};"]
    return words


def _python_body(body: bytes) -> str:
    if body.isascii():
        return repr(body)
    return f"{body.decode()!r}.encode()" if _is_text(body) else repr(body)


def _wrap(words: list[str]) -> str:
    """Put every option on a line of its own."""
    lines = [words[0]]
    for word in words[1:]:
        if word.startswith("--"):
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return " \\\n  ".join(lines)
