"""Tables of numbers that name nobody: codes, sums, counts, days, hashes, coordinates."""

from __future__ import annotations

import hashlib
import random
import uuid

_FIRM_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def village_code(chance: random.Random) -> str:
    """Twelve digits: province to village."""
    return f"{chance.choice(('210283', '620102', '411403', '530102', '990181'))}" + (
        f"{chance.choice((1, 100, 101, 200, 203))}".zfill(3) + f"{chance.randrange(1, 300):03d}"
    )


def firm_code(chance: random.Random) -> str:
    """A unified social credit code: 18 characters, of which most have letters."""
    return (
        chance.choice(("9121", "9221", "5121", "1221", "1121"))
        + "0283"
        + "".join([*chance.choices(_FIRM_SIGNS[10:], k=2), *chance.choices(_FIRM_SIGNS, k=8)])
    )


def day(chance: random.Random) -> str:
    """A day in one of the ways that pages and files have."""
    year, month, date = chance.randrange(2015, 2022), chance.randrange(1, 13), chance.randrange(28)
    return chance.choice((
        f"{year}年{month}月{date + 1}日", f"{year}-{month:02d}-{date + 1:02d}",
        f"{year}{month:02d}{date + 1:02d}", f"{year}{month:02d}{date + 1:02d}235959",
        f"{year}-{month:02d}-{date + 1:02d}T12:00:00+08:00",
    ))  # fmt: skip


def cell(chance: random.Random) -> str:
    """What a cell of a clean table may hold."""
    number = chance.random()
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return chance.choice((
        village_code(chance),
        f"{village_code(chance)} {village_code(chance)}",
        f"{village_code(chance)}{village_code(chance)}",
        f"{village_code(chance)} 2019 {chance.randrange(100)}",
        f"{chance.randrange(10**9):,}",
        f"{chance.randrange(10**8)}.{chance.randrange(100):02d}",
        f"{chance.randrange(10**10):,} 元",
        str(chance.randrange(5000)),
        f"{number:.1%}",
        repr(number),
        f"{number * 10**-5!r}",
        f"{number * 10**9:.6E}",
        day(chance),
        f"{day(chance)} {day(chance)}",
        "2015 2016 2017 2018 2019 2020",
        f"{chance.randrange(130, 199)} 2018 2019",
        digest,
        digest[:16],
        str(uuid.UUID(digest[:32])),
        f"H{digest[:16]}",
        firm_code(chance),
        f"978-7-{chance.randrange(100, 999)}-{chance.randrange(10**5):05d}-{chance.randrange(10)}",
        f"庄委办发〔2018〕{chance.randrange(1, 300)}号",
        f"{chance.randrange(90)} {chance.randrange(90)} {chance.randrange(90)}",
        f"+{chance.randrange(1000):,}/-{chance.randrange(1000)}",
    ))  # fmt: skip


def path_data(chance: random.Random) -> str:
    """The outline of a drawing: numbers with blanks between."""
    steps = (
        f"{chance.choice('MLC')} {chance.uniform(0, 900)!r} {chance.uniform(0, 900):.6f} "
        f"{chance.randrange(1000)} {chance.randrange(10**4)} {chance.randrange(10**4)}"
        for _ in range(20)
    )
    return " ".join(steps) + "Z"


def table(chance: random.Random, rows: int = 12) -> list[list[str]]:
    """A table of clean cells."""
    return [[cell(chance) for _ in range(6)] for _ in range(rows)]
