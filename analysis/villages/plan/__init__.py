"""The policy as data: plans, their cards and the registers that they ask for."""

from villages.plan.model import Card, Plan
from villages.plan.reading import known_plans, read_plan

__all__ = ["Card", "Plan", "known_plans", "read_plan"]
