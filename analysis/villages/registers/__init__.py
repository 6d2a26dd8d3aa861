"""Data in: the registers, what each must hold, and the session in which they are read."""

from villages.registers.store import RegisterSession, open_registers

__all__ = ["RegisterSession", "open_registers"]
