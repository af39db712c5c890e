"""What is said of one key of one's own."""

import math
from typing import Any

import pytest

from jose.keys import key
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import x5c_of
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import KINDS
from oidc_workbench.rules.key_findings import (
    OLD_DAYS,
    KeyCircumstances,
    KeyJudgement,
    judge_key,
)
from oidc_workbench.rules.outcome import Severity, Status

NOW, DAY = 1_800_000_000.0, 86_400.0
FRESH = KeyCircumstances(NOW, NOW - DAY, ("https://a.example",))
PUBLISHED = {  # RFC 8037 appendix A.2
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "kid": "k",
    "use": "sig",
    "alg": "EdDSA",
}


def judged(members: dict[str, Any], about: KeyCircumstances = FRESH) -> dict[str, Severity]:
    """Each finding's rule, or title where it has none, with its severity."""
    return {one.rule or one.title: one.severity for one in judge_key(members, about).findings}


def jwk(kind: str = "P-256", **members: object) -> dict[str, Any]:
    bare = public_jwk(key(kind).public)
    return {**bare, "alg": key(kind).algorithms[-1], **members}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "RSA-2048"])
def test_a_good_key_has_no_findings_and_nothing_is_left_unchecked(kind: str) -> None:
    found = judge_key(jwk(kind), FRESH)
    assert found == KeyJudgement(())
    assert found.worst is None


def test_weak_and_published_keys_are_found() -> None:
    assert judged(jwk("RSA-2048")) == {"rsa-112-horizon": Severity.INFO}
    assert judged(jwk("RSA-2048", e="Aw"))["rsa-weak"] is Severity.WARNING
    assert judged(PUBLISHED)["jwk-published-example"] is Severity.ERROR
    assert judged(jwk(x=jwk()["y"])) == {"ec-invalid": Severity.ERROR}
    assert judge_key(PUBLISHED, FRESH).worst is Severity.ERROR


def test_what_a_key_leaves_unsaid_is_noted() -> None:
    bare = {name: value for name, value in jwk().items() if name not in ("alg", "use", "kid")}
    assert judged(bare) == dict.fromkeys(
        ("No algorithm stated", "No use stated", "No key ID"), Severity.INFO
    )
    assert "No use stated" not in judged({**bare, "key_ops": ["verify"]})
    assert judged({"kty": "oct", "kid": "m"}).get("No algorithm stated") is None


def test_a_key_at_two_servers_is_found_and_unknown_servers_are_not_called_none() -> None:
    two = KeyCircumstances(NOW, None, ("https://a.example", "https://b.example"))
    assert judged(jwk(), two) == {"ca-shared-key": Severity.WARNING}
    (finding,) = judge_key(jwk(), two).findings
    assert "https://b.example" in finding.message
    assert finding.where == "key"
    same = KeyCircumstances(NOW, None, ("https://a.example", "https://a.example"))
    assert judged(jwk(), same) == {}
    unknown = judge_key(jwk(), KeyCircumstances(NOW)).not_checked
    assert [(one.rule, one.status) for one in unknown] == [("ca-shared-key", Status.NOT_CHECKED)]


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        (OLD_DAYS - 1, None),
        (OLD_DAYS, Severity.INFO),
        (3 * OLD_DAYS, Severity.WARNING),
    ],
)
def test_old_keys_are_found(days: int, severity: Severity | None) -> None:
    about = KeyCircumstances(NOW, NOW - days * DAY, ())
    assert judged(jwk(), about).get("Old key") is severity


def test_without_times_nothing_is_said_of_age() -> None:
    for about in (KeyCircumstances(math.nan, 1.0, ()), KeyCircumstances(NOW, None, ())):
        assert judged(jwk(), about) == {}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (10.0, {}),
        (80.0, {"Certificate ends soon": Severity.WARNING}),
        (91.0, {"jwk-x5c-mismatch": Severity.WARNING}),
    ],
)
def test_the_certificate_is_looked_at(at: float, expected: dict[str, Severity]) -> None:
    names = CertificateNames("client")
    own = self_signed(key("P-256"), names, NOW, NOW + 90 * DAY, bytes(range(16)))
    about = KeyCircumstances(NOW + at * DAY, NOW, (), tuple(x5c_of((own,))))
    assert judged(jwk(), about) == expected
    assert judge_key(jwk("P-384"), about).worst is Severity.ERROR
