"""The completeness board: who has returned what, by when, and how much remains to be mended."""

from villages.exhibits.board.model import Board, Entry, RegisterLine, State, Timing
from villages.exhibits.board.reading import read_board

__all__ = ["Board", "Entry", "RegisterLine", "State", "Timing", "read_board"]
