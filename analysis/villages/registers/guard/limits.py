"""How large, how wide and how slow an incoming file may be."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What an incoming file may take; beyond it is refused.

    The defaults leave room for the return of a whole township (25,000 persons and 8,000 households
    are 3.4 MB, half a million cells) and no room for a file that is made to fill the machine.

    Attributes
    ----------
    file_bytes
        Size of the file.
    entries, unpacked_bytes, unpacked_ratio
        What an .xlsx may hold: parts, bytes of all of them unpacked, and bytes unpacked of a part
        per byte packed.
    rows, columns
        Where the last cell of a sheet may stand.
    cells
        Cells of all sheets, counted as each sheet's rows times its columns.
    text_characters
        Length of a cell's text: what Excel itself allows.
    memory_bytes, processor_seconds, wall_seconds
        What the child process may take.
    answer_bytes
        What the child process may hand back.
    """

    file_bytes: int = 20 * MEBIBYTE
    entries: int = 1_000
    unpacked_bytes: int = 200 * MEBIBYTE
    unpacked_ratio: int = 100
    rows: int = 100_000
    columns: int = 300
    cells: int = 4_000_000
    text_characters: int = 32_767
    memory_bytes: int = 1_200 * MEBIBYTE
    processor_seconds: int = 30
    wall_seconds: int = 120
    answer_bytes: int = 128 * MEBIBYTE
