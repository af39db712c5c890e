from dataclasses import replace

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.secret import Secret
from rules.tokens import (
    EXPECTED,
    FROM_ISSUER,
    ID_CLAIMS,
    ID_HEAD,
    NOW,
    b64url,
    ec_key,
    flagged,
    key_sets,
    outcome,
    rsa_key,
    signed,
    subject,
    unverified,
    verified,
    without,
)

E = Severity.ERROR
# The key of RFC 7515 appendix A.3 and of RFC 8037 appendix A.1, private halves included.
EXAMPLES = [
    (
        "ES256",
        ECKey.import_key(
            {
                "kty": "EC",
                "crv": "P-256",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
            }
        ),
    ),
    (
        "Ed25519",
        OKPKey.import_key(
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            }
        ),
    ),
]


@pytest.mark.parametrize(("alg", "key"), EXAMPLES)
def test_a_key_out_of_a_standard_is_never_believed(alg: str, key: ECKey | OKPKey) -> None:
    expected = replace(EXPECTED, purpose=Purpose.ID_TOKEN)
    text = signed({**without(ID_HEAD, "kid"), "alg": alg}, ID_CLAIMS, key)
    verdict = inspect(text, expected, key_sets(key), now=NOW).verdict
    assert verdict.decision is Decision.REJECT
    assert outcome(verdict, "jwk-published-example").findings
    fresh = ECKey.generate_key("P-256")
    text = signed(without(ID_HEAD, "kid"), ID_CLAIMS, fresh)
    verdict = inspect(text, expected, key_sets(fresh), now=NOW).verdict
    assert outcome(verdict, "jwk-published-example").status is Status.CLEAR


def test_a_published_key_in_the_header_is_found_too() -> None:
    embedded = verified(ec_key(thumbprint="0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))
    about = subject(head={"jwk": {}}, embedded=embedded)
    assert outcome(judge(about), "jwk-published-example").findings[0].where == "header.jwk"


def _roca_modulus() -> int:
    primes = [p for p in range(2, 168) if all(p % d for d in range(2, p))]
    product = 1
    for prime in primes:
        product *= prime
    residue = pow(65537, 7, product)
    return (1 << 2047) // product * product + product + residue


def test_rsa_roca() -> None:
    octets = _roca_modulus().to_bytes(256, "big")
    key = rsa_key(raw={"kty": "RSA", "n": b64url(octets), "e": "AQAB"})
    head = {"alg": "RS256"}
    assert flagged(subject(head=head, octets=b"\x01" * 256, check=verified(key)), "rsa-roca") is E
    sound = RSAKey.generate_key(2048)
    (keys,) = key_sets(sound)
    about = subject(head=head, octets=b"\x01" * 256, check=verified(keys.keys[0]))
    assert outcome(judge(about), "rsa-roca").status is Status.CLEAR


@pytest.mark.parametrize("rule", ["rsa-roca", "jwk-published-example"])
def test_without_keys_nothing_is_said_about_them(rule: str) -> None:
    check = unverified(SignatureStatus.NOT_CHECKED)
    said = outcome(judge(subject(head={"alg": "RS256"}, check=check, keys=())), rule)
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, False)
    given = outcome(judge(subject(head={"alg": "RS256"}, drop=("kid",), check=check)), rule)
    assert given.status is Status.NOT_APPLICABLE


def test_a_client_secret_is_no_published_key() -> None:
    source = replace(FROM_ISSUER, kind="client-secret")
    check = replace(verified(source=source), key=None)
    context = RunContext(shared_secret=Secret("x" * 43))
    about = subject(head={"alg": "HS256"}, check=check, context=context)
    assert outcome(judge(about), "jwk-published-example").status is Status.NOT_APPLICABLE
    assert outcome(judge(about), "rsa-roca").status is Status.NOT_APPLICABLE
