"""The encryption of a token: what its header asks for, and what came out.

What decrypts is imported where it is asked, since most tokens are not encrypted.
"""

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.key_choice import keys_needed
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

ENCRYPTED = (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)
_ON = (Artefact.JWE,)


@rule(
    "jwe-rsa1_5",
    "Key encrypted with RSA1_5",
    Severity.WARNING,
    on=_ON,
    cites="RFC 8725 §3.2; draft-ietf-jose-deprecate-none-rsa15",
    remedy="Use RSA-OAEP-256 or ECDH-ES.",
    reads=Reads.HEADER,
)
def jwe_rsa1_5(subject: TokenSubject) -> Answer:
    """The content key is encrypted with RSAES-PKCS1-v1_5.

    Whoever can see whether a decryption failed for its padding, even by its time, can decrypt
    any token bit by bit (Bleichenbacher's attack). Libraries should have RSA1_5 switched off.
    """
    if subject.alg != "RSA1_5":
        return None
    message = "The content key is encrypted in a way that is open to Bleichenbacher's attack."
    return Found("header.alg", show_member("alg", subject.head), message)


@rule(
    "jwe-p2c",
    "PBES2 parameters out of bounds",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8725bis §3.13; RFC 7518 §4.8.1.2",
    remedy="Cap the iteration count in the verifier; use 600,000 and a salt of 16 octets.",
    reads=Reads.HEADER,
)
def jwe_p2c(subject: TokenSubject) -> Answer:
    """The iteration count or the salt of a password-based key is missing, too large or too small.

    The sender of the token sets ``p2c``, and the receiver has to compute that often: with a huge
    count one token keeps it busy for hours. Above 1,200,000 nothing is derived here. A count
    below 1000 makes guessing the password cheap, which is a warning.
    """
    if not subject.alg.startswith("PBES2-"):
        return NOT_APPLICABLE
    from oidc_workbench.jose.decryption_refusals import FEW_ITERATIONS, why_pbes2_refused

    why = why_pbes2_refused(subject.head, DEFAULT_LIMITS.p2c)
    member = "p2s" if '"p2s"' in why else "p2c"
    if why:
        return Found(f"header.{member}", show_member(member, subject.head), why)
    count = subject.head["p2c"]
    if isinstance(count, int) and count < FEW_ITERATIONS:
        message = f"An iteration count below {FEW_ITERATIONS} makes guessing the password cheap."
        return Found("header.p2c", show_member("p2c", subject.head), message, Severity.WARNING)
    return None


@rule(
    "jwe-zip",
    "Compressed plaintext",
    Severity.WARNING,
    on=_ON,
    cites="RFC 8725 §3.6; RFC 8725bis §3.15; RFC 7516 §4.1.3; CVE-2024-28180",
    remedy="Do not compress before encrypting, and cap what comes out of a decompression.",
    reads=Reads.HEADER,
)
def jwe_zip(subject: TokenSubject) -> Answer:
    """The plaintext was compressed before it was encrypted.

    The length of the ciphertext then tells something about the content. And a small token can
    grow to gigabytes: what inflates beyond 250 KB is not unpacked here, and is an error.
    """
    if "zip" not in subject.head:
        return None
    from oidc_workbench.jose.decryption_outcome import DecryptionStatus

    evidence, done = show_member("zip", subject.head), subject.decryption
    if done is not None and done.status is DecryptionStatus.REFUSED and done.rule == "jwe-zip":
        return Found("header.zip", evidence, done.reason, Severity.ERROR)
    message = "The content was compressed before it was encrypted, which can leak it."
    return Found("header.zip", evidence, message)


@rule(
    "jwe-epk-invalid",
    "Invalid ephemeral public key",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8725 §3.4; RFC 7518",
    remedy="Check the ephemeral key before using a private key with it; reject the token.",
    reads=Reads.HEADER,
)
def jwe_epk_invalid(subject: TokenSubject) -> Answer:
    """``epk`` is missing, off its curve, of another curve or small order, or holds a private key.

    With ECDH-ES the receiver combines its private key with a point that the sender chose. A point
    that is not on the curve gives away parts of the private key with each answer (invalid curve
    attack); one of small order makes the secret one that everybody knows.
    """
    if not subject.alg.startswith("ECDH-ES"):
        return NOT_APPLICABLE
    from oidc_workbench.jose.ephemeral_key import why_epk_invalid

    why, done = why_epk_invalid(subject.head.get("epk")), subject.decryption
    if not why and done is not None and done.rule == "jwe-epk-invalid":
        why = done.reason
    if not why:
        return None
    epk = subject.head.get("epk")
    members = epk if isinstance(epk, dict) else {}
    shown = f"{show_member('kty', members)}, {show_member('crv', members)}"
    return Found("header.epk", shown if members else "no epk", shorten(why, 240))


@rule(
    "decrypted-not-signed",
    "Decrypted, but not signed",
    Severity.ERROR,
    on=(Artefact.ID_TOKEN, Artefact.ACCESS_TOKEN, Artefact.LOGOUT_TOKEN),
    cites="OIDC Core §2, §16.14; RFC 8725bis §3.3; CVE-2023-51774",
    remedy="Sign, then encrypt; in the verifier decrypt, then verify the signature inside.",
    reads=Reads.TEXT,
)
def decrypted_not_signed(subject: TokenSubject) -> Answer:
    """The encrypted token holds no signed one, or one whose signature is wrong.

    Anybody can encrypt for a public key, so a decryption that works says nothing about the
    sender. Only the signature inside does. A library that returns the claims after decrypting
    makes it easy to forget that.
    """
    done = subject.decryption
    if done is None:
        encrypted = subject.reading.form in ENCRYPTED
        return Missing("the decryption key") if encrypted else NOT_APPLICABLE
    if not done.innermost.decrypted:
        return Missing("a key that decrypts it")
    if done.signed is None:
        message = "The token was encrypted, but not signed: anybody can have made it."
        return Found("payload", "no signed token inside", message)
    match subject.signature.status:
        case SignatureStatus.FAILED:
            message = "The token inside is not signed by whom it should be."
            return Found("signature", "decrypted, and the signature is wrong", message)
        case SignatureStatus.VERIFIED:
            return None
        case _:
            return Missing(keys_needed(subject))
