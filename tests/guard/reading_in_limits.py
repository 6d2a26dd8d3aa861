"""Read every file of a folder, and print what became of each and the most memory a child took.

Run as a script, in a process of its own: of the children of this one, no other took memory.
"""

from __future__ import annotations

import json
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from villages.errors import UserError
from villages.registers.guard import read_file


def outcome(path: Path) -> str:
    """``read``, the key of the refusal, or the error that must not be."""
    try:
        workbook = read_file(path)
        for sheet in workbook.sheets:
            assert len({len(row) for row in sheet.rows}) <= 1
    except UserError as error:
        return error.key if error.text("zh") and error.text("en") else "without a sentence"
    except Exception as error:
        return repr(error)
    return "read"


def main() -> None:
    """Print the outcomes as JSON."""
    paths = sorted(Path(sys.argv[1]).iterdir())
    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip([path.name for path in paths], pool.map(outcome, paths), strict=True))
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"outcomes": outcomes, "megabytes": kilobytes / 1024}))


if __name__ == "__main__":
    main()
