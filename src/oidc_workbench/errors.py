"""The one error that a person sees when a task cannot go on."""


class WorkbenchError(Exception):
    """Something outside our control stops the task; carries what to tell the person.

    Args:
        code: stable and short, for scripts and tests (``issuer-unreachable``).
        message: one sentence: what happened and why. Never holds a secret or a token.
        hint: one sentence: what to do about it.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
