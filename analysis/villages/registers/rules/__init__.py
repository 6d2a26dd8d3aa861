"""Contradiction rules: which cells of the registers cannot, or can hardly, all be true."""

from villages.registers.rules.engine import contradictions
from villages.registers.rules.examples import failing_examples
from villages.registers.rules.model import Contradiction, Rule
from villages.registers.rules.reading import RULES_FILE, read_rules
from villages.registers.rules.wording import words

__all__ = [
    "RULES_FILE",
    "Contradiction",
    "Rule",
    "contradictions",
    "failing_examples",
    "read_rules",
    "words",
]
