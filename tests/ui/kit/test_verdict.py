import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.jose.key_set import KeySource, PublicKey
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.ui.kit.verdict_card import VerdictCard
from oidc_workbench.ui.kit.verdict_state import Link, VerdictState, chain_of_trust, split_headline

ISSUER = "https://as.example"
KEY = PublicKey({}, "EC", "k1", "ES256")
BOUND = KeySource("issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known/x")
VERIFIED = SignatureStatus.VERIFIED


def last(source: KeySource | None, expected: str, status: SignatureStatus = VERIFIED) -> Link:
    check = SignatureCheck(status, "why", "ES256", "k1", KEY, source)
    return chain_of_trust(check, Expectation(issuer=expected))[-1]


@pytest.mark.parametrize(
    ("source", "expected", "words", "tone"),
    [
        (BOUND, ISSUER, "trusted issuer", "ok"),
        (BOUND, "https://other.example", "issuer only claimed", "warning"),
        (BOUND, "", "issuer only claimed", "warning"),
        (KeySource("issuer", "x"), "", "issuer only claimed", "warning"),
        (KeySource("token-header", "jwk"), ISSUER, "only claimed by the token", "error"),
        (None, ISSUER, "only claimed by the token", "error"),
        (KeySource("supplied", "file"), ISSUER, "key you supplied", "neutral"),
        (KeySource("client-secret", "x"), ISSUER, "shared client secret", "neutral"),
    ],
)
def test_trust_is_said_only_of_the_issuer_that_was_expected(
    source: KeySource | None, expected: str, words: str, tone: str
) -> None:
    assert last(source, expected) == Link(words, tone)  # type: ignore[arg-type]  # a tone by name


@pytest.mark.parametrize("status", [s for s in SignatureStatus if s is not VERIFIED])
def test_without_a_matching_signature_nothing_is_trusted(status: SignatureStatus) -> None:
    check = SignatureCheck(status, "why", "ES256", "k1", KEY, BOUND)
    links = chain_of_trust(check, Expectation(issuer=ISSUER))
    assert not [link for link in links if link.tone == "ok"]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (SignatureCheck(SignatureStatus.FAILED, "why"), "malformed, so no signature was checked"),
        (SignatureCheck(SignatureStatus.FAILED, "why", tried=1), "signature does not match"),
        (SignatureCheck(SignatureStatus.FAILED, "why", key=KEY), "signature does not match"),
        (SignatureCheck(SignatureStatus.NOT_CHECKED, "why"), "signature not checked"),
    ],
)
def test_no_signature_is_said_not_to_match_that_was_never_tried(
    check: SignatureCheck, words: str
) -> None:
    assert chain_of_trust(check, Expectation())[0].text == words


def test_a_long_headline_gives_way_to_a_sentence() -> None:
    long = "Accepted: the signature is right with the key “a-rather-long-key-identifier-here”"
    assert split_headline(long, "Accepted") == (
        "Accepted",
        "The signature is right with the key “a-rather-long-key-identifier-here”",
    )
    assert split_headline("Rejected: it has expired", "Rejected")[1] == ""


def test_the_card_says_its_decision_first_and_shows_markup_as_text(qtbot: QtBot) -> None:
    card = VerdictCard()
    qtbot.addWidget(card)
    card.show_state(VerdictState("error", "Rejected", "It is <b>not</b> for us", "`<i>aud</i>`"))
    assert card.accessibleName() == "Verdict: Rejected. It is <b>not</b> for us"
    assert card._headline.text().startswith("Rejected: ")
    assert "<i>" in card._reason._layouts()[0].text()
    assert not card._fix.isVisibleTo(card)
