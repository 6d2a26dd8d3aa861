"""Blank forms: an Excel workbook that asks a township for what the plan's registers must hold."""

from villages.registers.forms.content import FORM_VERSION
from villages.registers.forms.workbook import write_form

__all__ = ["FORM_VERSION", "write_form"]
