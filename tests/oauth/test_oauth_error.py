"""Every error reply gives a sentence and something to do, known code or not."""

import pytest

from oidc_workbench.oauth.oauth_error import OAuthError, error_of_members

_CODES = [
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "login_required",
    "server_error",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_code",
    "",
]


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("status", [0, 400, 401, 403, 429, 599])
def test_message_and_hint(code: str, status: int) -> None:
    error = OAuthError(code, status=status)
    assert code in error.message
    assert error.message.endswith(".")
    assert error.hint.endswith(".")


def test_known_codes_have_their_own_hint() -> None:
    unknown = OAuthError("made_up").hint
    assert [code for code in _CODES[:10] if OAuthError(code).hint == unknown] == []


def test_an_empty_401_is_about_the_client() -> None:
    assert "Client authentication failed" in OAuthError("", status=401).hint


def test_only_texts_are_taken() -> None:
    error = error_of_members({"error": ["x"], "error_description": {}, "error_uri": 5}, 400)
    assert error == OAuthError("", "", "", 400)
