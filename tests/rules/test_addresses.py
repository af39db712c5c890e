import pytest

from oidc_workbench.rules.outcome import Severity
from rules.tokens import flagged, subject

UNSAFE = [
    "http://169.254.169.254/latest/keys",
    "https://127.0.0.1.nip.io/c.pem",
    "https://10-0-0-1.example/keys",
    "https://127.0.0.1/keys",
    "https://[::1]/keys",
    "https://[fe80::1%25eth0]/keys",
    "https://[::ffff:127.0.0.1]/keys",
    "https://2130706433/keys",
    "https://0x7f.1/keys",
    "https://192.168.1.10/keys",
    "https://localhost/keys",
    "https://LOCALHOST./keys",
    "https://keys.internal/keys",
    "https://user@as.example/keys",
    "http://as.example/keys",
    "file:///etc/passwd",
    "https://",
    "https://[",
    "//as.example/keys",
    "",
]
SAFE = [
    "https://as.example:8443/keys",
    "https://as.example/127.0.0.1/keys",
    "https://0xcafe.example/keys",
    "https://v1.2025.example/keys",
    "https://8.8.8.8/keys",
    "https://[2606:4700::1111]/keys",
]


@pytest.mark.parametrize("url", UNSAFE)
@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_an_inner_address_is_unsafe(name: str, url: str) -> None:
    assert flagged(subject(head={name: url}), "hdr-url-ssrf") is Severity.ERROR


@pytest.mark.parametrize("url", SAFE)
def test_a_public_address_is_not(url: str) -> None:
    assert flagged(subject(head={"jku": url}), "hdr-url-ssrf") is None


def test_what_is_no_address_is_unsafe() -> None:
    assert flagged(subject(head={"x5u": ["https://as.example"]}), "hdr-url-ssrf") is Severity.ERROR
    assert flagged(subject(), "hdr-url-ssrf") is None
