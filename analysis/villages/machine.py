"""What this machine offers: fonts, programs, versions, limits, encodings."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from villages.checks import Check
from villages.fonts import FAMILY, font_file
from villages.vocabulary import shipped

MEGABYTE = 1 << 20

#: Free space and memory, in megabytes: below the first a problem, below the second a note.
DISK, MEMORY = (200, 1000), (300, 1000)

#: The same of files that a process may have open.
OPEN_FILES = (128, 512)

#: What only some pages, forms or tests need: program → its names.
PROGRAMS = {
    "LibreOffice": ("soffice", "libreoffice"),
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
}


_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([<>=!~0-9., ]*)(?:;(.*))?")
_MOST_NAMED = 6


def check_platform() -> Check:
    """Say which system this is, and whether everything of it is supported."""
    values = {"system": platform.uname()[0], "python": platform.python_version()}
    is_supported = os.name == "posix" and hasattr(os, "fork")
    state = "ok" if is_supported else "note"
    return Check("platform", state, f"doctor_platform_{state}", values)  # type: ignore[arg-type]


def check_fonts() -> Check:
    """Say whether the Chinese font that every chart and report uses is there."""
    try:
        files = [font_file("Regular"), font_file("Bold")]
    except (AssertionError, StopIteration):
        files = []
    if not files or not all(file.is_file() for file in files):
        return Check("fonts", "problem", "doctor_fonts_problem", {"family": FAMILY})
    return Check("fonts", "ok", "doctor_fonts_ok", {"family": FAMILY})


def check_versions() -> Iterator[Check]:
    """Compare the installed packages with the least versions, and with the lock of a checkout."""
    wrong = [
        f"{name} {found or '–'} ({wanted})"
        for name, wanted in _required()
        if not _is_in(found := _version(name), wanted)
    ]
    if wrong:
        yield Check("versions", "problem", "doctor_versions_problem", {"packages": _few(wrong)})
    else:
        yield Check("versions", "ok", "doctor_versions_ok", {"count": len(list(_required()))})
    locked = _locked()
    other = [
        f"{name} {found} ({' / '.join(sorted(locked[name]))})"
        for name, _ in _required()
        if name in locked and (found := _version(name)) and found not in locked[name]
    ]
    if other:
        yield Check("lock", "note", "doctor_lock_note", {"packages": _few(other)})


def check_optional() -> Iterator[Check]:
    """Name programs and packages that only some work needs and that are not there."""
    for program, names in PROGRAMS.items():
        state = "ok" if any(map(shutil.which, names)) else "note"
        key = f"doctor_{program.lower()}_{state}"
        yield Check(program.lower(), state, key)  # type: ignore[arg-type]
    for package, extra in _extras():
        is_there = find_spec(package) is not None
        state = "ok" if is_there else "note"
        values = {"package": package, "extra": extra}
        yield Check(package, state, f"doctor_extra_{state}", values)  # type: ignore[arg-type]


def check_limits(folders: Sequence[Path]) -> Iterator[Check]:
    """Say how much is free on the disks of some folders, of memory, and how many files may open.

    Parameters
    ----------
    folders
        What is written to; the folder of temporary files is looked at too.
    """
    seen: set[int] = set()
    for folder in (*folders, Path(tempfile.gettempdir())):
        there = _existing(folder)
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        free = shutil.disk_usage(there).free // MEGABYTE
        yield _level("disk", free, DISK, {"folder": there})
    memory = available_memory()
    if memory is not None:
        yield _level("memory", memory, MEMORY, {})
    if sys.platform != "win32":
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most != resource.RLIM_INFINITY:
            yield _level("open_files", most, OPEN_FILES, {})


def available_memory() -> int | None:
    """Return the megabytes of memory that a new process may have; None if that is not told."""
    try:
        text = Path("/proc/meminfo").read_text("ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+([0-9]+) kB", text, re.MULTILINE)
    return int(found[1]) // 1024 if found else None


def check_encodings(stream_encoding: str | None) -> Iterator[Check]:
    """Say whether names of files and the console can be Chinese.

    Parameters
    ----------
    stream_encoding
        That of the console.
    """
    names = sys.getfilesystemencoding()
    for name, encoding in (("file_names", names), ("console", stream_encoding or "ascii")):
        state = "ok" if _can_say(encoding) else "problem"
        values = {"encoding": encoding}
        yield Check(name, state, f"doctor_{name}_{state}", values)  # type: ignore[arg-type]


def check_umask() -> Check:
    """Say who may read and write what this account makes."""
    mask = os.umask(0o077)
    os.umask(mask)
    values = {"mask": f"{mask:03o}"}
    if os.name != "posix" or mask & 0o007 == 0o007:
        return Check("umask", "ok", "doctor_umask_ok", values)
    state = "note" if mask & 0o022 == 0o022 else "problem"
    return Check("umask", state, f"doctor_umask_{state}", values)  # type: ignore[arg-type]


def _level(name: str, found: int, lines: tuple[int, int], values: dict[str, object]) -> Check:
    problem, note = lines
    state = "problem" if found < problem else "note" if found < note else "ok"
    key = f"doctor_{name}_{'ok' if state == 'ok' else 'few'}"
    return Check(name, state, key, {**values, "found": found})  # type: ignore[arg-type]


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    absolute = folder.absolute()
    return next(each for each in (absolute, *absolute.parents) if each.exists())


def _can_say(encoding: str) -> bool:
    try:
        "庄".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _required() -> Iterator[tuple[str, str]]:
    """Name and versions of every package that this one needs whatever is asked of it."""
    for line in requires("villages") or ():
        found = _REQUIREMENT.fullmatch(line)
        if found is not None and "extra" not in (found[3] or ""):
            yield found[1], found[2].strip()


def _extras() -> Iterator[tuple[str, str]]:
    """Name of every package that only some work needs, and the extra that brings it."""
    for line in requires("villages") or ():
        found = _REQUIREMENT.fullmatch(line)
        extra = re.search(r"extra == ['\"]([a-z]+)['\"]", (found[3] or "") if found else "")
        if found is not None and extra is not None:
            yield found[1], extra[1]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _is_in(found: str | None, wanted: str) -> bool:
    """Whether a version is within bounds such as ``>=1.12,<1.16``."""
    if found is None:
        return False
    have = _numbers(found)
    for bound in filter(None, (each.strip() for each in wanted.split(","))):
        sign = bound[: len(bound) - len(bound.lstrip("<>=!~"))]
        line = _numbers(bound[len(sign) :])
        padded = (*have, *(0,) * (len(line) - len(have)))
        is_kept = {
            ">=": padded >= line, "<": padded < line, "==": padded[: len(line)] == line,
            ">": padded > line, "<=": padded <= line,
        }.get(sign, True)  # fmt: skip
        if not is_kept:
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", text.partition("+")[0]))


def _locked() -> dict[str, set[str]]:
    """Package → its versions in the lock of the checkout; none where the package is installed.

    A package may have several, one for each version of Python.
    """
    path = shipped("data").parent / "uv.lock"
    if not path.is_file():
        return {}
    import tomllib

    found: dict[str, set[str]] = {}
    for each in tomllib.loads(path.read_text("utf-8")).get("package", []):
        found.setdefault(each["name"], set()).add(each.get("version", ""))
    return found


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:_MOST_NAMED], *(["…"] if len(names) > _MOST_NAMED else [])])
