"""The example of RFC 7636 appendix B, and the verifier's limits."""

import pytest

from oidc_workbench.oauth.pkce import code_challenge, code_verifier

# The octet sequence of appendix B.
_OCTETS = bytes.fromhex("7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79")


def test_the_example_of_the_standard() -> None:
    verifier = code_verifier(_OCTETS)
    assert verifier.reveal() == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(("count", "length"), [(32, 43), (96, 128)])
def test_the_length_of_a_verifier(count: int, length: int) -> None:
    assert len(code_verifier(bytes(count)).reveal()) == length


@pytest.mark.parametrize("count", [0, 31, 97])
def test_a_verifier_outside_the_limits_is_a_bug(count: int) -> None:
    with pytest.raises(ValueError, match="octets"):
        code_verifier(bytes(count))
