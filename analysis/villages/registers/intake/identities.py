"""Who is meant: pseudonyms that the registers know stay, every other identifier becomes one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from villages.identifiers import check_identity_number
from villages.plan.model import Plan
from villages.registers.history.model import History, Selection
from villages.registers.intake.checking import Resolved, identifying_columns
from villages.registers.pseudonyms import Pseudonyms

#: How the pseudonyms of forms are written: a letter and hexadecimal digits.
_PSEUDONYM = re.compile(r"[A-Z][0-9a-f]{10,16}")

#: What has the length and the digits of an identity number.
_NUMBERED = re.compile(r"\d{15}|\d{17}[\dXx]")


class Identities:
    """The pseudonyms of some villages, and how others are found or made.

    Parameters
    ----------
    plan
        The plan.
    history
        The store.
    pseudonyms
        What makes new ones.
    codes
        The villages.
    year
        The year of the return: the pseudonyms of that year and the one before are known.
    """

    def __init__(
        self,
        plan: Plan,
        history: History,
        pseudonyms: Pseudonyms,
        codes: Sequence[str],
        year: int,
    ) -> None:
        self._plan, self._history, self._pseudonyms = plan, history, pseudonyms
        self._known: dict[str, set[str]] = {}
        selection = Selection(codes=codes, years=(year - 1, year))
        for name in identifying_columns(plan):
            self._known[name] = self._ids(name, selection)

    def resolve(
        self, name: str, written: Sequence[str | None], codes: Sequence[str | None]
    ) -> list[Resolved]:
        """Return for each identifier of a column its pseudonym, or the rule that refuses it.

        Parameters
        ----------
        name
            The column.
        written
            The identifiers, as the form has them.
        codes
            The village of each.
        """
        known = self._known[name]
        strange = {each for each in written if each is not None} - known
        looked_up = sorted(each for each in strange if _PSEUDONYM.fullmatch(each))
        if looked_up:
            # Somebody may have moved here from another village, or come back after years.
            known |= self._ids(name, Selection(ids={name: looked_up}))
        return [
            self._one(name, each, code or "") for each, code in zip(written, codes, strict=True)
        ]

    def _one(self, name: str, written: str | None, code: str) -> Resolved:
        if written is None:
            return Resolved(None, is_known=False)
        if written in self._known[name]:
            return Resolved(written)
        if _PSEUDONYM.fullmatch(written):
            return Resolved(None, is_known=False, problem="id_unknown")
        if _NUMBERED.fullmatch(written):
            problem = check_identity_number(written)
            if problem:
                return Resolved(None, is_known=False, problem=problem)
        pseudonym = self._pseudonyms.pseudonym(name[0].upper(), written, code)
        return Resolved(pseudonym, is_known=pseudonym in self._known[name])

    def _ids(self, name: str, selection: Selection) -> set[str]:
        found: set[str] = set()
        for register_id, register in self._plan.registers.items():
            if name in register.columns:
                rows = self._history.rows(register_id, selection, columns=[name])
                found |= set(rows[name].to_pylist())
        return found - {None}
