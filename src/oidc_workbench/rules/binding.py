"""What binds an ID token to the access token and the code it came with."""

from oidc_workbench.rules.claims import present
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.rules.token_hash import left_half_hash
from oidc_workbench.secret import Secret

_ON = (Artefact.ID_TOKEN,)


def _response_type(subject: TokenSubject) -> frozenset[str]:
    return frozenset((subject.context.request or {}).get("response_type", "").split())


def _compare(subject: TokenSubject, name: str, secret: Secret, what: str) -> Answer:
    key = subject.signature.key
    expected = left_half_hash(secret.reveal(), subject.alg, key.crv if key else "")
    if expected is None:
        return Missing(f"the hash that {subject.alg or 'this algorithm'} stands for")
    if subject.claims[name] == expected:
        return None
    message = f"The {name} is not the hash of the {what} that came with this ID token."
    return Found(f"payload.{name}", show_member(name, subject.claims), message)


@rule(
    "at-hash-missing",
    "at_hash absent where it is required",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §3.2.2.10, §3.3.2.11",
    remedy="Reject the access token: nothing ties it to this ID token.",
)
def at_hash_missing(subject: TokenSubject) -> Answer:
    """The ID token came from the authorization endpoint with an access token, without at_hash.

    There the access token passes through the browser, where it can be exchanged for another; the
    ID token's ``at_hash`` shows that. In the code flow it is optional and nothing is held
    against its absence. In the hybrid flow two ID tokens are issued, of which only the first
    needs it; which one this is can't be seen.
    """
    if present(subject.claims, "at_hash"):
        return None
    asked = _response_type(subject)
    if not {"id_token", "token"} <= asked:
        return NOT_APPLICABLE
    if "code" in asked:
        return Missing("the endpoint that issued this ID token", decisive=False)
    message = "The ID token came with an access token, and does not say with which one."
    return Found("payload", "no at_hash", message)


@rule(
    "at-hash-mismatch",
    "at_hash does not match the access token",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §3.2.2.9, §3.1.3.8",
    remedy="Discard both tokens.",
)
def at_hash_mismatch(subject: TokenSubject) -> Answer:
    """``at_hash`` is not the left half of the hash of the access token that came along.

    The two tokens do not belong together: one of them was exchanged. The hash follows from the
    ID token's ``alg``: SHA-256 for RS256, SHA-512 for Ed25519, and so on. It can be checked only
    with the access token.
    """
    if not present(subject.claims, "at_hash"):
        return NOT_APPLICABLE
    token = subject.context.access_token
    if token is None:
        # OIDC Core §3.1.3.8: in the code flow a client MAY leave this check out.
        needed = "token" in _response_type(subject)
        return Missing("the access token that came with it", decisive=needed)
    return _compare(subject, "at_hash", token, "access token")


@rule(
    "c-hash-invalid",
    "c_hash does not match the code",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §3.3.2.10-3.3.2.11",
    remedy="Reject the response: the code was exchanged for another.",
)
def c_hash_invalid(subject: TokenSubject) -> Answer:
    """``c_hash`` is not the left half of the hash of the code that came along.

    In the hybrid flow an ID token travels beside the code and vouches for it. Where the hash
    differs, somebody put another code into the response. It can be checked only with the code.
    """
    if not present(subject.claims, "c_hash"):
        if not {"code", "id_token"} <= _response_type(subject):
            return NOT_APPLICABLE
        return Missing("the endpoint that issued this ID token", decisive=False)
    code = subject.context.code
    if code is None:
        return Missing("the code that came with it")
    return _compare(subject, "c_hash", code, "code")
