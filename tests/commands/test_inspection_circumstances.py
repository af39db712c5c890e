"""What a context file says about the request, the past and keys, and what comes of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey

from oidc_workbench import cli
from oidc_workbench.commands.inspection_context import read_context
from oidc_workbench.commands.terminal import Exit
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.rules.history import NO_HISTORY
from oidc_workbench.rules.presentation import NO_PRESENTATION, Presentation
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    CLIENT_ID,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    KID,
    NONCE,
    NOW,
    TOKEN_ENDPOINT,
    compact,
    published,
    signed,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
SENDER = ECKey.generate_key("P-256")
JWK = SENDER.as_dict(private=False)
FOR_CLIENT = {
    "as": "id-token",
    "issuer": ISSUER,
    "client_id": CLIENT_ID,
    "nonce": NONCE,
    "at": NOW,
    "jwks": json.loads(published(KEY)),
}


def read(**members: Any) -> Any:
    return read_context(json.dumps(members).encode())


def judged(
    capsys: pytest.CaptureFixture[str], folder: Path, text: str, **members: Any
) -> tuple[int, dict[str, Any]]:
    path = folder / "context.json"
    path.write_text(json.dumps(members))
    status = cli.main(["inspect", text, "--context", str(path), "--json"], lambda _: 0)
    said = capsys.readouterr()
    assert said.err == ""
    return status, json.loads(said.out)


def test_what_is_not_said_is_not_known() -> None:
    told = read()
    assert told.run.presentation == NO_PRESENTATION
    assert told.run.history == NO_HISTORY
    assert (told.run.received_at, told.run.client_type) == (None, "")
    assert (told.acr_values, told.decryption_keys) == ((), ())


def test_everything_that_can_be_said_is_read() -> None:
    request = {"method": "GET", "url": API, "scheme": "DPoP", "nonce": "", "carries_token": False}
    told = read(
        presentation={**request, "proofs": ["a"], "jkt": "j", "certificate": "c"},
        history={
            "jtis": ["a"],
            "nonces": [],
            "tokens": [compact(ID_HEAD, ID_CLAIMS)],
            "id_token": compact(ID_HEAD, ID_CLAIMS),
            "client_keys": {ISSUER: ["t"]},
            "may_act": {"sub": "s"},
        },
        received_at=NOW,
        client_type="public",
        acr_values="urn:mfa",
    )
    held = told.run.presentation
    assert [proof.reveal() for proof in held.proofs] == ["a"]
    assert (held.url, held.nonce, held.carries_token, held.certificate) == (API, "", False, "c")
    past = told.run.history
    assert (past.jtis, past.nonces) == (frozenset("a"), frozenset())
    assert past.tokens[0].claims == past.id_token == ID_CLAIMS
    assert (past.client_keys, past.may_act) == ({ISSUER: frozenset("t")}, {"sub": "s"})
    assert (told.run.received_at, told.run.client_type) == (NOW, "public")
    assert told.acr_values == ("urn:mfa",)
    assert read(history={"id_token": ID_CLAIMS}).run.history.id_token == ID_CLAIMS


REFUSED: list[dict[str, Any]] = [
    {"presentation": "GET"},
    {"presentation": {"verb": "GET"}},
    {"presentation": {"proofs": "a"}},
    {"presentation": {"carries_token": "no"}},
    {"history": {"jtis": "a"}},
    {"history": {"jti": ["a"]}},
    {"history": {"client_keys": {"https://as.example": "t"}}},
    {"history": {"id_token": 7}},
    {"client_type": "secret"},
    {"received_at": "now"},
    {"decryption_key": "a"},
    {"decryption_key": {"keys": []}},
    {"decryption_key": {"keys": ["a"]}},
]


@pytest.mark.parametrize("members", REFUSED, ids=str)
def test_what_would_silently_leave_a_check_out_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(WorkbenchError) as refused:
        read(**members)
    assert refused.value.code == "context-invalid"


def test_a_key_that_can_not_decrypt_is_refused_without_showing_it() -> None:
    private = {"kty": "OKP", "crv": "Ed25519", "x": "a", "d": "very-private"}
    with pytest.raises(WorkbenchError) as refused:
        read(decryption_key=private)
    assert "very-private" not in str(refused.value)


def test_a_dpop_proof_is_accepted_with_its_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    claims = {"jti": "a", "htm": "POST", "htu": TOKEN_ENDPOINT, "iat": NOW}
    proof = signed({"typ": "dpop+jwt", "alg": "ES256", "jwk": JWK}, claims, SENDER)
    request = {"method": "POST", "url": TOKEN_ENDPOINT, "carries_token": False, "nonce": ""}
    assert judged(capsys, tmp_path, proof, at=NOW)[0] == Exit.UNDECIDED
    status, found = judged(capsys, tmp_path, proof, at=NOW, presentation=request)
    assert (status, found["purpose"]) == (Exit.OK, "dpop-proof")
    request["method"] = "GET"
    status, found = judged(capsys, tmp_path, proof, at=NOW, presentation=request)
    assert (status, found["first_failing"]) == (Exit.REJECTED, "dpop-htm-htu")


def test_a_bound_access_token_is_judged_with_its_proof(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    token = signed(AT_HEAD, {**AT_CLAIMS, "cnf": {"jkt": thumbprint(JWK)}}, KEY)
    members = {
        "as": "access-token",
        "issuer": ISSUER,
        "audience": API,
        "scope": "orders:read",
        "at": NOW,
        "jwks": json.loads(published(KEY)),
    }
    assert judged(capsys, tmp_path, token, **members)[0] == Exit.UNDECIDED
    request = {"scheme": "Bearer"}
    status, found = judged(capsys, tmp_path, token, **members, presentation=request)
    assert (status, found["first_failing"]) == (Exit.REJECTED, "at-sender-unproven")


def test_an_encrypted_token_is_opened_and_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = OctKey.generate_key(256, {"kid": "enc-1"})
    head = {"alg": "dir", "enc": "A256GCM", "cty": "JWT"}
    text = jwe.encrypt_compact(head, signed(ID_HEAD, ID_CLAIMS, KEY).encode(), key)
    jwk = key.as_dict(private=True)
    assert judged(capsys, tmp_path, text, **FOR_CLIENT)[0] == Exit.UNDECIDED
    for given in (jwk, {"keys": [jwk]}):
        status, found = judged(capsys, tmp_path, text, **FOR_CLIENT, decryption_key=given)
        assert status == Exit.OK
        assert found["decryption"]["claims"]["sub"] == ID_CLAIMS["sub"]
        assert found["reading"]["form"] == "jwe-compact"
        assert str(jwk["k"]) not in json.dumps(found)
    path = tmp_path / "context.json"
    cli.main(["inspect", text, "--context", str(path)], lambda _: 0)
    out = capsys.readouterr().out
    assert "Header of the encryption" in out
    assert ID_CLAIMS["sub"] in out


def test_a_replayed_nonce_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = signed(ID_HEAD, ID_CLAIMS, KEY)
    history = {"nonces": [NONCE]}
    status, found = judged(capsys, tmp_path, text, **FOR_CLIENT, history=history)
    assert status == Exit.OK
    assert [one["rule"] for one in found["findings"]] == ["nonce-replayed"]


def test_a_proof_never_shows_itself() -> None:
    shown = repr(read(presentation={"proofs": ["very-secret"]}).run)
    assert "very-secret" not in shown
    assert isinstance(read().run.presentation, Presentation)
