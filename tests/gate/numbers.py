"""Numbers that name a person, made from the standards alone, and the ways to write them."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

#: GB/T 2260: provinces of the mainland, with a division in each.
DIVISIONS = (
    "110105", "120103", "130204", "140105", "150102", "210283", "220102", "230103", "310104",
    "320102", "330106", "340104", "350203", "360103", "370202", "410103", "420106", "430102",
    "440524", "450102", "460105", "500103", "510104", "520102", "530102", "540102", "610113",
    "620102", "630103", "640104", "650102", "710000", "810000", "820000",
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A number as it is written, and what it is."""

    text: str
    kind: str

    @property
    def digits(self) -> str:
        """The digits, in their order."""
        return digits_of(self.text)


def digits_of(text: str) -> str:
    """Every decimal digit of a text, half width."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def check_digit(digits: str) -> str:
    """ISO 7064, MOD 11-2, by its own recursion instead of weights."""
    rest = 0
    for digit in digits:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def luhn_digit(digits: str) -> str:
    """ISO/IEC 7812-1: every second digit from the right is doubled and its digits added."""
    doubled = [int(digit) * 2 for digit in digits[::-2]]
    total = sum(map(int, "".join(map(str, doubled)))) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def identity_number(chance: random.Random) -> str:
    """18 characters: division, day of birth, serial number, check digit."""
    day = datetime.date(1920, 1, 1) + datetime.timedelta(chance.randrange(36000))
    digits = f"{chance.choice(DIVISIONS)}{day:%Y%m%d}{chance.randrange(1, 999):03d}"
    return digits + check_digit(digits)


def old_identity_number(chance: random.Random) -> str:
    """15 digits: two of the year, no check digit."""
    day = datetime.date(1920, 1, 1) + datetime.timedelta(chance.randrange(25000))
    return f"{chance.choice(DIVISIONS)}{day:%y%m%d}{chance.randrange(1, 999):03d}"


def mobile(chance: random.Random) -> str:
    """11 digits."""
    return f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09d}"


def bank_card(chance: random.Random) -> str:
    """16 or 19 digits, of UnionPay, Visa or Mastercard."""
    start, length = chance.choice((("622202", 19), ("621700", 19), ("622588", 16), ("4367", 16),
                                   ("5187", 16), ("436742", 19)))  # fmt: skip
    digits = start + "".join(chance.choices("0123456789", k=length - len(start) - 1))
    return digits + luhn_digit(digits)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _grouped(text: str, sizes: tuple[int, ...], between: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return between.join([*parts, text[at:]] if text[at:] else parts)


def _sprinkled(text: str, between: str, chance: random.Random) -> str:
    return "".join(sign + (between if chance.random() < 0.3 else "") for sign in text)


def _any_script(text: str) -> str:
    return "".join(chr(0x0660 + int(sign)) if sign.isdigit() else sign for sign in text)


def _written_identity(number: str, chance: random.Random) -> str:
    between = chance.choice((" ", "-", "\u00a0", "\u2013", "\u3000", "\u2009", " - "[:2]))
    rounded = int(number[:15]) * 1000
    ways = [
        number,
        number.lower(),
        number.replace("X", "×"),
        _wide(number),
        _any_script(number),
        _grouped(number, (6, 8, 4), between),
        _grouped(number, (6, 4, 4, 4), between),
        _grouped(number, (6, 4, 2, 2, 4), "-"),
        _grouped(number, (17, 1), between),
        _grouped(number, (1,) * 18, " "),
        _grouped(number, (3,) * 6, " "),
        _sprinkled(number, "\u200b", chance),
        _sprinkled(number, "\ufeff", chance),
        _sprinkled(number, "-", chance).strip("-"),
        str(rounded),
        f"{rounded:.14E}",
        f"{rounded:.14e}".replace("+", ""),
        f"{float(number[:17] + '0')!r}",
        f"{float(number[:17] + '0'):.0f}",
        f"{rounded // 10**17}.{str(rounded)[1:15]}×10^17",
        f"{rounded // 10**17}.{str(rounded)[1:15]}×10¹⁷",
        f"{rounded:.5E}",
        f"{rounded:,}",
        f"身份证号：{number}。",
        f"ID{number}",
        f"(no. {number})",
    ]
    if number.isdigit():
        ways += [f"{int(number):,}", f"{number}.0", f"{number}.00"]
    return chance.choice(ways)


def _written_mobile(number: str, chance: random.Random) -> str:
    between = chance.choice((" ", "-", "\u00a0", "\u2011"))
    return chance.choice((
        number, _wide(number), f"+86{number}", f"+86 {number}", f"0086{number}", f"86-{number}",
        _grouped(number, (3, 4, 4), between), f"+86 {_grouped(number, (3, 4, 4), between)}",
        f"电话{number}转", f"tel:{number}", f"{number}.0", f"{float(number):.10E}",
        _sprinkled(number, "\u200d", chance),
    ))  # fmt: skip


def _landline(chance: random.Random) -> str:
    long = f"{chance.randrange(2, 9)}{chance.randrange(10**7):07d}"
    short = f"{chance.randrange(2, 9)}{chance.randrange(10**6):06d}"
    area = chance.choice(("010", "021", "024", "0411", "0755", "0571"))
    return chance.choice((
        f"{area}-{long}", f"（{area}）{long}", f"({area}) {long[:4]} {long[4:]}", f"{area}—{long}",
        f"0427-{short}", f"（0419）{short}", f"电话：{area}-{long}-801", _wide(f"{area}-{long}"),
        f"+86-{area}-{long}",
    ))  # fmt: skip


def planted(count: int, seed: int) -> list[Planted]:
    """Return numbers of every kind, each written in one of its ways."""
    chance = random.Random(seed)
    made = []
    for at in range(count):
        kind = ("identity_number", "identity_number", "old_identity_number", "mobile", "landline",
                "bank_card")[at % 6]  # fmt: skip
        if kind == "identity_number":
            text = _written_identity(identity_number(chance), chance)
        elif kind == "old_identity_number":
            number = old_identity_number(chance)
            text = chance.choice((number, _wide(number), _grouped(number, (6, 6, 3), " ")))
        elif kind == "mobile":
            text = _written_mobile(mobile(chance), chance)
        elif kind == "landline":
            text = _landline(chance)
        else:
            card = bank_card(chance)
            between = chance.choice((" ", "-", "\u00a0"))
            text = chance.choice((card, _wide(card), _grouped(card, (4, 4, 4, 4), between)))
        made.append(Planted(text, kind))
    return made
