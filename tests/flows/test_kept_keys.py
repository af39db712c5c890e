"""Keys are kept while fresh, and asked for again at a limited rate."""

from oidc_workbench.flows.kept_keys import PAUSE, KeptKeys
from oidc_workbench.workspace.profile import Provider

ISSUER = Provider("p1", "Example", "https://as.example")


def kept() -> KeptKeys[str]:
    keys: KeptKeys[str] = KeptKeys()
    keys.keep(ISSUER, "keys", 100.0, 30.0)
    return keys


def test_what_is_fresh_is_used_again_and_no_longer() -> None:
    assert kept().fresh(ISSUER, 129.9) == "keys"
    assert kept().fresh(ISSUER, 130.0) is None


def test_with_other_settings_it_is_another_provider() -> None:
    other = Provider("p1", "Example", "https://as.example", ca_file="/ca.pem")
    assert kept().fresh(other, 101.0) is None


def test_an_unknown_key_makes_ask_once_and_not_too_soon() -> None:
    keys = kept()
    assert not keys.may_ask_again(ISSUER, "new", 100.0 + PAUSE - 1)
    assert keys.may_ask_again(ISSUER, "new", 100.0 + PAUSE)
    assert not keys.may_ask_again(ISSUER, "new", 100.0 + 10 * PAUSE)


def test_many_forged_key_ids_make_ask_once_in_a_while() -> None:
    keys = kept()
    at, asked = 100.0 + PAUSE, 0
    for number in range(50):
        if keys.may_ask_again(ISSUER, f"forged-{number}", at):
            asked += 1
            keys.keep(ISSUER, "keys", at, 30.0)
        at += 1.0
    assert asked == 1


def test_nobody_is_asked_again_who_was_never_asked() -> None:
    keys: KeptKeys[str] = KeptKeys()
    assert not keys.may_ask_again(ISSUER, "new", 1e9)
