"""The desktop's dialog in which gnome-keyring asks for a password, answered by the tests.

On a desktop gcr-prompter shows it. Here a thread owns its name on the message bus and answers as
it is told to: it refuses, enters the password, or leaves the prompt standing.
"""

from __future__ import annotations

import base64
import configparser
import contextlib
import secrets
import threading
from typing import TYPE_CHECKING, Any, Literal

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterator

Answer = Literal["refuse", "password", "wait"]
_NAME = "org.gnome.keyring.SystemPrompter"
_CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
_SECTION = "sx-aes-1"
# RFC 3526 §2, the 1536-bit group, whose generator is 2.
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
    16,
)


class Prompter:
    """Answers each prompt; used from the test's thread.

    Attributes:
        answer: how the next prompts are answered.
        shown: set while a prompt stands.
        stopped: set when a prompt was taken away, whoever did it.
    """

    def __init__(self, password: bytes) -> None:
        self._password = password
        self.answer: Answer = "refuse"
        self.shown, self.stopped = threading.Event(), threading.Event()
        self._standing: list[tuple[str, str, str]] = []
        self._waiting = threading.Lock()
        self._replies: list[tuple[str, str, str, dict[str, Any], str]] = []
        self._connection: Any = None

    def reply(self, answer: Answer) -> None:
        """Answer the prompts that stand."""
        with self._waiting:
            standing, self._standing = self._standing, []
            for peer, callback, exchange in standing:
                self._say(peer, callback, answer, exchange)

    def _say(self, peer: str, callback: str, answer: Answer, exchange: str) -> None:
        sealed = _sealed(exchange, self._password) if answer == "password" else ""
        self._replies.append((peer, callback, "yes" if sealed else "no", {}, sealed))

    def run(self, address: str, ready: threading.Event, over: threading.Event) -> None:
        """Serve the bus until it is over."""
        from jeepney import message_bus  # type: ignore[import-untyped]  # it has no types
        from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]  # it has no types

        with open_dbus_connection(address) as self._connection:
            Proxy(message_bus, self._connection).RequestName(_NAME)
            ready.set()
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    self._serve(self._connection.receive(timeout=0.05))
                self._send_replies()

    def _send_replies(self) -> None:
        with self._waiting:
            replies, self._replies = self._replies, []
        for peer, callback, *body in replies:
            self._call_back(peer, callback, "PromptReady", "sa{sv}s", *body)

    def _serve(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType, new_method_return

        if message.header.message_type is not MessageType.method_call:
            return
        member = message.header.fields[HeaderFields.member]
        peer = message.header.fields[HeaderFields.sender]
        self._connection.send(new_method_return(message))
        callback = message.body[0]
        if member == "BeginPrompting":
            self._call_back(peer, callback, "PromptReady", "sa{sv}s", "", {}, "")
        elif member == "PerformPrompt":
            self._perform(peer, callback, message.body[3])
        elif member == "StopPrompting":
            self.shown.clear()
            self.stopped.set()
            self._call_back(peer, callback, "PromptDone")

    def _perform(self, peer: str, callback: str, exchange: str) -> None:
        self.stopped.clear()
        self.shown.set()
        with self._waiting:
            if self.answer == "wait":
                self._standing.append((peer, callback, exchange))
            else:
                self._say(peer, callback, self.answer, exchange)

    def _call_back(self, peer: str, path: str, method: str, *arguments: Any) -> None:
        from jeepney import DBusAddress, new_method_call

        signature, body = (arguments[0], arguments[1:]) if arguments else ("", ())
        address = DBusAddress(path, bus_name=peer, interface=_CALLBACK)
        self._connection.send(new_method_call(address, method, signature, body))


def _sealed(exchange: str, password: bytes) -> str:
    """Encrypt a password for the one who asked, as gcr's secret exchange does it."""
    theirs = configparser.ConfigParser()
    theirs.read_string(exchange)
    number = int.from_bytes(base64.b64decode(theirs[_SECTION]["public"]), "big")
    private = secrets.randbits(512)
    shared = pow(number, private, _PRIME).to_bytes(1536 // 8, "big")
    key = HKDF(hashes.SHA256(), 16, None, b"").derive(shared)
    iv = secrets.token_bytes(16)
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(padder.update(password) + padder.finalize()) + encryptor.finalize()
    public = pow(2, private, _PRIME).to_bytes(1536 // 8, "big")
    members = {"public": public, "secret": sealed, "iv": iv}
    lines = [f"{name}={base64.b64encode(value).decode()}" for name, value in members.items()]
    return "\n".join([f"[{_SECTION}]", *lines, ""])


@contextlib.contextmanager
def prompter(address: str, password: bytes) -> Iterator[Prompter]:
    """Put a prompter on a bus."""
    made, ready, over = Prompter(password), threading.Event(), threading.Event()
    thread = threading.Thread(target=made.run, args=(address, ready, over), name="prompter")
    thread.start()
    try:
        assert ready.wait(20)
        yield made
    finally:
        over.set()
        thread.join()
