"""Secrets that do not show themselves by accident."""


class Secret:
    """A secret text held in memory; its repr and str are masked.

    Only :meth:`reveal` gives the text, so that every use of it can be found by name.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(••••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[object, ...]:
        msg = "a Secret is never serialised"
        raise TypeError(msg)
