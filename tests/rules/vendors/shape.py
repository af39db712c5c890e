"""A vendor's token as its documentation shapes it, signed with a key of our own."""

from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import ECKey, RSAKey

from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Verdict
from oidc_workbench.secret import Secret
from rules.tokens import NOW, key_sets, maced, signed

ID, AT, CA = Purpose.ID_TOKEN, Purpose.ACCESS_TOKEN, Purpose.CLIENT_ASSERTION
OTHER = Purpose.OTHER
IAT, EXP = int(NOW) - 10, int(NOW) + 3590
GUID = "9122040d-6c67-4c5b-b112-36a304b66dad"
CLIENT = "6cb04018-a3f5-46a7-b995-940c78f5aef3"
HASH = "preyLpEhZ4uPAAAAAAAAAA"  # of an access token that is not at hand
SECRET = "channel-secret-0123456789abcdef0"  # for HS256
KID = "nOo3ZDrODXEK1jKWhXslHR_KXEg"

RSA = RSAKey.generate_key(2048, {"kid": KID})
P256 = ECKey.generate_key("P-256", {"kid": KID})
P384 = ECKey.generate_key("P-384", {"kid": KID})
_KEYS: dict[str, RSAKey | ECKey] = {"RS256": RSA, "PS256": RSA, "ES256": P256, "ES384": P384}


@dataclass(frozen=True)
class Shape:
    """A vendor's token.

    ``aud`` is what its receiver answers to, ``trusted`` what else it lets stand beside that; a
    claim or header that is None is left out.
    """

    purpose: Purpose
    issuer: str
    aud: str
    claims: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    trusted: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None

    @property
    def alg(self) -> str:
        return str(self.head.get("alg", "RS256"))


def token(shape: Shape) -> str:
    """The token, with the usual header and claims where the shape says nothing else."""
    nonce = {"nonce": shape.nonce} if shape.nonce else {}
    claims = {"iss": shape.issuer, "aud": shape.aud, "sub": "a1", "iat": IAT, "exp": EXP}
    head = {"alg": "RS256", "kid": KID, "typ": "JWT"}
    full = _present({**claims, **nonce, **shape.claims})
    if shape.alg == "HS256":
        return maced(_present({**head, **shape.head}), full, SECRET.encode())
    return signed(_present({**head, **shape.head}), full, _KEYS[shape.alg])


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def judged(
    shape: Shape,
    text: str = "",
    *,
    issuer: str = "",
    receiver: str = "",
    thief: bool = False,
    code: str = "",
) -> Verdict:
    """Judge as the receiver would, or as one of another name, with another issuer or its keys."""
    issuer, receiver = issuer or shape.issuer, receiver or shape.aud
    expectation = Expectation(
        purpose=shape.purpose,
        issuer=issuer,
        client_id=shape.issuer if shape.purpose is CA else receiver if shape.purpose is ID else "",
        audiences=(receiver,) if shape.purpose in (AT, CA) else (),
        scopes=shape.scopes,
        nonce=shape.nonce,
        trusted_audiences=shape.trusted,
    )
    if shape.purpose is CA:
        source = KeySource("supplied", "keys.json")
        expectation = Expectation(CA, issuer=receiver, client_id=shape.issuer)
    else:
        source = KeySource("issuer", f"{issuer}/jwks", issuer)
    key = _other(shape) if thief else _KEYS.get(shape.alg)
    keys = key_sets(key, source=source) if key else ()
    secret = Secret("x" * 32 if thief else SECRET) if shape.alg == "HS256" else None
    context = RunContext(shared_secret=secret, code=Secret(code) if code else None)
    return inspect(text or token(shape), expectation, keys, context, NOW).verdict


_OTHERS: dict[str, RSAKey | ECKey] = {
    "RS256": RSAKey.generate_key(2048, {"kid": KID}),
    "ES256": ECKey.generate_key("P-256", {"kid": KID}),
    "ES384": ECKey.generate_key("P-384", {"kid": KID}),
}


def _other(shape: Shape) -> RSAKey | ECKey | None:
    return _OTHERS.get("RS256" if shape.alg == "PS256" else shape.alg)
