"""Where the child process begins: limits on itself first, then the file.

Run as a script, by its path. The packages above are replaced by empty ones with the same folders:
their own ``__init__`` would load the database and the plan, which take longer than the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType

_PACKAGES = {
    "villages": 3,
    "villages.registers": 2,
    "villages.registers.intake": None,
    "villages.registers.guard": 1,
}


def limit_self(limits: Mapping[str, int]) -> None:
    """Let the system stop this process beyond the limits, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still runs
        return
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["processor_seconds"],
    }
    for name, most in wanted.items():
        hard = resource.getrlimit(name)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError):  # macOS refuses to limit the address space
            # One second later the system kills what does not heed its signal.
            resource.setrlimit(name, (most, most + (name == resource.RLIMIT_CPU)))


def _put_empty_packages() -> None:
    folder = Path(__file__).resolve().parent
    for name, levels in _PACKAGES.items():
        package = ModuleType(name)
        home = folder.parents[1] / "intake" if levels is None else folder.parents[levels - 1]
        package.__path__ = [str(home)]
        sys.modules[name] = package


def main() -> None:
    """Read the request, answer it."""
    head = json.loads(sys.stdin.buffer.readline())
    limit_self(head["limits"])
    _put_empty_packages()
    from villages.registers.guard.child.answer import answer

    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), head["name"], head["limits"]))


if __name__ == "__main__":
    main()
