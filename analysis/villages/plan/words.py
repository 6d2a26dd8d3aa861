"""What every model of a plan is made of: words in both languages, exact numbers, counted things."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from villages.neutral import visible
from villages.vocabulary import Language


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(Strict):
    """Words in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Return the words in one language; signs in them that cannot be seen are named."""
        return visible(self.zh if language == "zh" else self.en)


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("a number is expected")
    try:
        return Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError("a number is expected") from error


Exact = Annotated[Decimal, BeforeValidator(_exact)]


class CountedWords(Strict):
    """How a plan writes a number of what it counts: what follows the number."""

    zh: str
    one: str
    other: str

    def of(self, number: str, language: Language) -> str:
        """Return the number with its word.

        Examples
        --------
        >>> schools = CountedWords(zh="所", one="school", other="schools")
        >>> schools.of("1", "en"), schools.of("12", "zh")
        ('1 school', '12所')
        """
        if language == "zh":
            return visible(f"{number}{self.zh}")
        return visible(f"{number} {self.one if number == '1' else self.other}")
