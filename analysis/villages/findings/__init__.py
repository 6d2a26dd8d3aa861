"""Judgement: verdicts, statuses and milestones from the indicators, kept as results."""
