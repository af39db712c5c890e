from dataclasses import replace

import pytest

from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.reading import Defect
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import (
    CLIENT_ID,
    FROM_ISSUER,
    KID,
    SUPPLIED,
    ec_key,
    flagged,
    key_set,
    outcome,
    rsa_key,
    subject,
    unverified,
    verified,
)

E, W = Severity.ERROR, Severity.WARNING
NO_KEY = unverified(SignatureStatus.NO_MATCHING_KEY)
FOREIGN = replace(FROM_ISSUER, issuer="https://other.example")
MARKED = replace(SUPPLIED, issuer="https://other.example")
SIGN_ONLY = ec_key(use="", raw={"key_ops": ["sign"]}, key_ops=("sign",))
EC_AND_RSA = (key_set(ec_key("a"), rsa_key("b")),)
OKP = PublicKey(raw={}, kty="OKP", kid=KID, crv="Ed25519", alg="EdDSA")


def unmatched(
    *keys: PublicKey, alg: str = "ES256", purpose: Purpose = Purpose.ID_TOKEN
) -> TokenSubject:
    """A token that none of these keys could be tried on."""
    return subject(purpose, head={"alg": alg}, check=NO_KEY, keys=(key_set(*keys),))


def checked(key: PublicKey, alg: str = "ES256") -> TokenSubject:
    return subject(head={"alg": alg}, check=verified(key), keys=(key_set(key),))


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("kid-missing-multikey", subject(drop=("kid",), keys=(key_set(ec_key("a"), ec_key("b")),)), W),
    ("kid-missing-multikey", subject(drop=("kid",)), None),
    ("kid-missing-multikey", subject(drop=("kid",), keys=EC_AND_RSA), None),
    (
        "kid-missing-multikey",
        subject(drop=("kid",), keys=(key_set(ec_key("a"), ec_key("b", use="enc")),)),
        None,
    ),
    ("kid-missing-multikey", subject(keys=(key_set(ec_key("a"), ec_key(KID)),)), None),
    ("kid-unknown", unmatched(ec_key("old")), E),
    ("kid-unknown", unmatched(ec_key("old"), purpose=Purpose.CLIENT_ASSERTION), E),
    ("kid-unknown", subject(check=NO_KEY, keys=(key_set(source=FROM_ISSUER), )), None),
    ("kid-unknown", subject(check=verified(ec_key("old")), keys=(key_set(ec_key("old")),)), E),
    ("kid-unknown", subject(check=verified(ec_key("")), keys=(key_set(ec_key("")),)), None),
    ("kid-unknown", subject(drop=("kid",), keys=(key_set(ec_key("old")),)), None),
    ("kid-unknown", subject(), None),
    ("key-type-mismatch", unmatched(ec_key(crv="P-384")), E),
    ("key-type-mismatch", unmatched(rsa_key()), E),
    ("key-type-mismatch", unmatched(rsa_key(), alg="HS256"), E),
    ("key-type-mismatch", unmatched(OKP, alg="Ed448"), E),
    ("key-type-mismatch", checked(ec_key(crv="P-384")), E),
    ("key-type-mismatch", checked(rsa_key(), "PS256"), None),
    ("key-type-mismatch", checked(OKP, "EdDSA"), None),
    ("key-type-mismatch", unmatched(rsa_key(), ec_key()), None),  # one kid, two types: legal
    ("key-alg-mismatch", unmatched(rsa_key(alg="RS256"), alg="PS256"), E),
    ("key-alg-mismatch", unmatched(rsa_key(alg="RSA-OAEP"), alg="RS256"), E),
    ("key-alg-mismatch", checked(rsa_key(alg="RS256"), "PS256"), E),
    ("key-alg-mismatch", checked(OKP, "Ed25519"), None),
    ("key-alg-mismatch", checked(replace(OKP, alg="Ed25519"), "EdDSA"), None),
    ("key-alg-mismatch", checked(ec_key()), None),
    ("key-alg-mismatch", unmatched(ec_key(crv="P-384", alg="ES384")), None),  # its type says it
    ("key-use-mismatch", unmatched(ec_key(use="enc")), E),
    ("key-use-mismatch", unmatched(SIGN_ONLY), E),
    ("key-use-mismatch", checked(ec_key(use="enc")), E),
    ("key-use-mismatch", checked(ec_key(raw={"key_ops": ["verify"]}, key_ops=("verify",))), None),
    ("key-use-mismatch", checked(ec_key(use="")), None),
    ("rsa-short", checked(rsa_key(bits=1024), "RS256"), E),
    ("rsa-short", checked(rsa_key(bits=2047), "PS512"), E),
    ("rsa-short", checked(rsa_key(bits=2048), "RS256"), None),
    ("rsa-short", checked(ec_key()), None),
    ("sig-foreign-issuer-key", subject(check=verified(source=FOREIGN)), E),
    ("sig-foreign-issuer-key", subject(claims={"iss": "https://other.example"}), E),
    ("sig-foreign-issuer-key", subject(drop=("iss",)), E),
    ("sig-foreign-issuer-key", subject(check=verified(source=MARKED)), E),
    ("sig-foreign-issuer-key", subject(), None),
    ("sig-foreign-issuer-key", subject(check=verified(source=SUPPLIED)), None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_keys(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_one_mistake_of_a_key_is_told_by_one_rule() -> None:
    for about in (unmatched(ec_key(crv="P-384", alg="ES384", use="enc")), unmatched(ec_key("old"))):
        assert len([f for f in judge(about).findings if f.severity is E]) == 1


def test_a_key_from_a_file_is_not_checked_for_its_issuer_rather_than_passed() -> None:
    verdict = judge(subject(check=verified(source=SUPPLIED)))
    assert outcome(verdict, "sig-foreign-issuer-key").status is Status.NOT_CHECKED


def test_the_clients_id_is_no_issuer_of_keys() -> None:
    about = subject(Purpose.CLIENT_ASSERTION, claims={"iss": CLIENT_ID})
    assert outcome(judge(about), "sig-foreign-issuer-key").status is Status.NOT_APPLICABLE


def test_a_key_may_be_among_those_that_a_limit_left_unread() -> None:
    cut = Defect("limit-size-depth", "It holds 501 keys; only the first 500 were read.")
    keys = replace(key_set(ec_key("old")), defects=(cut,))
    found = outcome(judge(subject(check=NO_KEY, keys=(keys,))), "kid-unknown")
    assert found.status is Status.NOT_CHECKED
    assert found.decisive
    assert "the whole key set" in found.needs
