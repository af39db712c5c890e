"""Key sets as a whole: well formed, public only, and each key named once and for one purpose."""

from collections.abc import Iterator
from itertools import combinations

from oidc_workbench.jose.published_keys import where_published
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS
from oidc_workbench.rules import key_material
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, show
from oidc_workbench.rules.key_sets_entries import (
    Entry,
    contradiction,
    entries,
    missing_members,
    purpose,
)
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    document_rule,
)

_ON = (Artefact.JWKS,)
_WITH_KEYS = (Artefact.JWKS, Artefact.META, Artefact.REG)
_SHOWN = 10


@document_rule(
    "jwks-malformed",
    "Not a JWK Set, or a key lacks required members",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7517 §4.1, §5; RFC 7518 §6; RFC 8037; RFC 9964",
    remedy="Publish a JSON object with an array of complete keys.",
    reads=Reads.TEXT,
)
def jwks_malformed(subject: DocumentSubject) -> Answer:
    """The document has no array "keys", or a key in it lacks what makes the key.

    An RSA key needs n and e, an EC key crv, x and y, an OKP key crv and x, an ML-DSA key alg and
    pub. One broken key can make a library refuse the whole set. A key of a type that is not known
    here is skipped, as the standard says, and held against nobody.
    """
    listed = subject.members.get("keys")
    if subject.problem or not isinstance(listed, list):
        reason = subject.problem or 'There is no array "keys" in it.'
        return Found("key set", "", f"This is no JWK Set. {reason}")
    return list(_broken(subject, listed))[:_SHOWN]


def _broken(subject: DocumentSubject, listed: list[object]) -> Iterator[Found]:
    for (where, key), entry in zip(entries(subject), listed, strict=False):
        if not isinstance(entry, dict):
            yield Found(where, show(entry), "The entry is not a JSON object.")
            continue
        missing = missing_members(key.raw)
        if missing:
            evidence = f"kty {show(key.kty)}" if key.kty else "no kty"
            message = f"The key has no usable {' and '.join(missing)}."
            yield Found(where, evidence, message)


@key_material.jwks_private_key.on_document(*_WITH_KEYS)
def jwks_private_key(subject: DocumentSubject) -> Answer:
    """In a key set, or in keys within metadata or a registration, the whole world sees it."""
    found = entries(subject)
    if not found:
        return NOT_APPLICABLE
    return [
        Found(where, f"kty {show(key.kty)}, with {', '.join(names)}", _private_message(names))
        for where, key in found
        if key.kty != "oct" and (names := sorted((PRIVATE_JWK_MEMBERS - {"k"}) & key.raw.keys()))
    ][:_SHOWN]


def _private_message(names: list[str]) -> str:
    return f"The key is published with its private members: {', '.join(names)}."


@document_rule(
    "jwks-symmetric-key",
    "Symmetric key published",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Discovery §3; OIDC Registration §2",
    remedy="Take it out of the set, and replace the secret.",
)
def jwks_symmetric_key(subject: DocumentSubject) -> Answer:
    """The key set holds a symmetric key (``kty`` oct, or a member ``k``).

    Who can read a symmetric key can sign with it. A published set is readable for everybody, so
    the secret is known. Shared secrets are exchanged at registration, never through jwks_uri.
    """
    return [
        Found(where, f"kty {show(key.kty)}", "The set shows a shared secret to everybody.")
        for where, key in entries(subject)
        if key.kty == "oct" or "k" in key.raw
    ][:_SHOWN]


@key_material.jwk_published_example.on_document(*_ON)
def jwk_published_example(subject: DocumentSubject) -> Answer:
    """In a key set: a key on that list is published as if it were one's own."""
    found = entries(subject)
    return [
        Found(entry.where, entry.key.thumbprint, f"The key {entry.name} is printed in {source}.")
        for entry in found
        if (source := where_published(entry.key.thumbprint))
    ] or (None if found else NOT_APPLICABLE)


@document_rule(
    "jwks-kid",
    "kid duplicated, missing or reused",
    Severity.WARNING,
    on=_ON,
    cites="RFC 7517 §4.5; FAPI 2.0 Security Profile §5.4.2; OIDC Core §10.1",
    remedy="Give each key a kid of its own, never used again; its thumbprint is a good one.",
)
def jwks_kid(subject: DocumentSubject) -> Answer:
    """Two keys of one type share a kid, a key among several has none, or a kid was used before.

    Tokens name the key that signed them by its kid. Where it is ambiguous, verifiers try the
    wrong key or all of them; where a kid comes back with another key, caches keep the old one.
    Keys of different types may share a kid, and a single key needs none.
    """
    found = entries(subject)
    said = [*_repeated(found), *_unnamed(found), *_reused(subject, found)][:_SHOWN]
    if not said and subject.context.earlier_keys is None:
        return Missing("an earlier snapshot of the key set", decisive=False)
    return said


def _repeated(found: list[Entry]) -> Iterator[Found]:
    first: dict[tuple[str, str], str] = {}
    for where, key in found:
        name = (key.kid, key.kty)
        if key.kid and name in first:
            message = f"The kid stands on another key of this type already, {first[name]}."
            yield Found(f"{where}.kid", f'"kid":{show(key.kid)}', message)
        first.setdefault(name, where)


def _unnamed(found: list[Entry]) -> Iterator[Found]:
    for where, key in found:
        value = key.raw.get("kid")
        if value is not None and not isinstance(value, str):
            yield Found(f"{where}.kid", show(value), "The kid is not a string.")
        elif not key.kid and len(found) > 1:
            message = f"The key has no kid, and there are {len(found)} keys in the set."
            yield Found(where, "no kid", message)


def _reused(subject: DocumentSubject, found: list[Entry]) -> Iterator[Found]:
    before = {
        (key.kid, key.kty): key.thumbprint
        for snapshot in subject.context.earlier_keys or ()
        for key in snapshot.keys
        if key.kid and key.thumbprint
    }
    for where, key in found:
        known = before.get((key.kid, key.kty))
        if known is not None and key.thumbprint and known != key.thumbprint:
            message = "This kid named another key in an earlier snapshot."
            yield Found(f"{where}.kid", f'"kid":{show(key.kid)}', message)


@document_rule(
    "jwks-use-missing",
    "use absent in a mixed set",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Discovery §3; RFC 8414 §2",
    remedy='Set "use" on every key.',
)
def jwks_use_missing(subject: DocumentSubject) -> Answer:
    """The set holds keys for signatures and for encryption, and a key does not say which it is.

    Where both kinds stand in one set, each key must have ``use``. Otherwise a client encrypts to
    a key that was meant for signing only, or believes a signature by an encryption key.
    """
    found = [entry for entry in entries(subject) if entry.key.kty != "oct"]
    if not {"sig", "enc"} <= {purpose(key) for _, key in found}:
        return None
    message = "The key has no use, in a set for both signatures and encryption."
    return [Found(where, "no use", message) for where, key in found if not key.use][:_SHOWN]


@document_rule(
    "jwk-multi-purpose",
    "Same key for two purposes",
    Severity.WARNING,
    on=_ON,
    cites="RFC 8725bis §3.1; OIDC Discovery §3; RFC 7517 §4.3",
    remedy="Use one key for one algorithm and one purpose.",
)
def jwk_multi_purpose(subject: DocumentSubject) -> Answer:
    """The same key stands in the set under another use, algorithm or kid, or contradicts itself.

    A key that both signs and decrypts, or works with two algorithms, lets an attack on the one
    break the other. ``use`` and ``key_ops`` must not contradict each other. Keys are compared by
    their RFC 7638 thumbprint, so that another name does not hide them.
    """
    found = entries(subject)
    said = [
        Found(where, contrary, "The key's use and key_ops contradict each other.")
        for where, key in found
        if (contrary := contradiction(key))
    ]
    return [*said, *_doubled(found)][:_SHOWN]


def _doubled(found: list[Entry]) -> Iterator[Found]:
    known = [entry for entry in found if entry.key.thumbprint][: _SHOWN * 10]
    for (place, one), (where, two) in combinations(known, 2):
        if one.thumbprint != two.thumbprint:
            continue
        pairs = (("use", one.use, two.use), ("alg", one.alg, two.alg), ("kid", one.kid, two.kid))
        differing = [name for name, left, right in pairs if left != right]
        if differing:
            message = f"It is the same key as {place}, with another {' and '.join(differing)}."
            yield Found(where, shorten(two.thumbprint), message)
