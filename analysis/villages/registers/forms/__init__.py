"""Blank forms: a workbook that asks a township or the city for what the registers must hold."""

from villages.registers.forms.content import FORM_VERSION, reporters_of
from villages.registers.forms.workbook import write_form

__all__ = ["FORM_VERSION", "reporters_of", "write_form"]
