"""Where the child process begins that amends a file: limits on itself first, then the file.

Run as a script, by its path. The packages above are replaced by empty ones with the same folders:
their own ``__init__`` would load the database and the plan.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

_PACKAGES = (
    "villages",
    "villages.registers",
    "villages.registers.forms",
    "villages.registers.guard",
    "villages.registers.intake",
    "villages.registers.intake.amending",
)


def _put_empty_packages() -> None:
    home = Path(__file__).resolve().parents[3]
    for name in _PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(home.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package


def main() -> None:
    """Read the limits, the job and the file; answer with the amended file."""
    _put_empty_packages()
    from villages.registers.guard.child.start import limit_self

    limit_self(json.loads(sys.stdin.buffer.readline()))
    from villages.registers.intake.amending.amend import amend
    from villages.registers.intake.amending.job import decode

    job = decode(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(amend(job, sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
