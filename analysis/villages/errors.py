"""The one error that a user is meant to see."""

from __future__ import annotations

from villages.catalogue import say, user_language
from villages.vocabulary import Language


class UserError(Exception):
    """Something that the user can mend: said in one line, in the user's language.

    Parameters
    ----------
    key
        The sentence in the catalogue ``commands``.
    **values
        What it names: file, key, line, column, the value, the remedy.

    Examples
    --------
    >>> UserError("file_missing", file="plan.yaml").text("en")
    'plan.yaml: there is no such file. Check the path.'
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, language: Language | None = None) -> str:
        """Return the line in the language, by default the user's."""
        return say("commands", self.key, language or user_language(), **self.values)

    def __str__(self) -> str:
        return self.text()
