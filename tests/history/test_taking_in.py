"""Does a return add, correct, keep and take back what it should, and nothing else?"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from history.returns import NOW, Rows, later, refused, returned, table, taken_back, village_year
from small_registers import CODE, OTHER
from villages.errors import UserError
from villages.plan import Plan
from villages.registers.history import Selection, Withdrawal, open_history

YEAR = {"code": CODE, "year": 2020}
NEW = {"code": CODE, "year": 2021}
FORM = "county:990181101000:2020"


def test_new_rows_are_added_and_blank_cells_filled_without_a_reason(plan: Plan, store: str) -> None:
    rows: dict[str, Rows] = {
        "village_years": [YEAR | {"hamlet_count": 4}, NEW | {"household_count": 3}],
        "households": [
            YEAR | {"household_id": "household_id3", "house_grade": "C"},
            NEW | {"household_id": "new", "house_grade": "D"},
        ],
    }
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(returned(plan, rows), later(1))
        assert receipt.outcome == "new"
        assert (receipt.added_rows, receipt.changed_rows, receipt.changed_cells) == (2, 2, 0)
        # Of the two village years the one that is held keeps its counts; of the household its size.
        assert receipt.kept_cells == 2 + 1
        found = village_year(history, CODE, 2020)
        assert found is not None
        assert (found["hamlet_count"], found["household_count"]) == (4, 2)
        assert found["person_count"] == 3
        assert history.rows("village_years").num_rows == 5
        grades = history.rows("households", Selection(codes=[CODE], years=[2020, 2021]))
        assert grades["house_grade"].to_pylist() == ["A", "C", "D"]
        assert grades["resident_count"].to_pylist() == [1, 2, None]
        assert history.rows("persons").num_rows == 12


def test_another_value_is_a_correction_and_needs_a_reason(plan: Plan, store: str) -> None:
    correction = returned(
        plan, {"village_years": [YEAR | {"household_count": 5, "hamlet_count": 1}]}
    )
    with open_history(plan, store, is_writing=True) as history:
        with pytest.raises(UserError) as caught:
            history.append(replace(correction, why="  "), later(1))
        assert caught.value.key == "history_why_needed"
        assert caught.value.values == {"count": 1, "revision": 0}
        assert "1 cell " in caught.value.text("en") and "第0号" in caught.value.text("zh")
        assert len(history.log()) == 1
        assert village_year(history, CODE, 2020)["household_count"] == 2  # type: ignore[index]
        receipt = history.append(replace(correction, why="户籍核对"), later(1))
        assert (receipt.added_rows, receipt.changed_rows, receipt.changed_cells) == (0, 1, 1)
        assert history.log()[-1].why == "户籍核对"
        again = returned(plan, {"village_years": [YEAR | {"household_count": 6}]})
        with pytest.raises(UserError) as caught:
            history.append(again, later(2))
        assert caught.value.values == {"count": 1, "revision": 1}
    with open_history(plan, store) as history:
        assert village_year(history, CODE, 2020)["household_count"] == 5  # type: ignore[index]


def test_zero_false_and_empty_text_are_values_and_blank_is_none(plan: Plan, store: str) -> None:
    zero = YEAR | {"household_count": 0, "has_broadband": False}
    names: Rows = [{"code": CODE, "name_en": ""}]
    with open_history(plan, store, is_writing=True) as history:
        sent = returned(plan, {"village_years": [zero], "places": names}, why="核对")
        assert history.append(sent, later(1)).changed_cells == 1
        found = village_year(history, CODE, 2020)
        assert found is not None
        assert (found["household_count"], found["has_broadband"]) == (0, False)
        assert history.rows("places")["name_en"].to_pylist() == ["", None]


def test_sent_again_is_harmless_even_after_a_correction(plan: Plan, store: str) -> None:
    first = returned(plan, {"village_years": [NEW | {"household_count": 3}]})
    second = returned(plan, {"village_years": [NEW | {"household_count": 4}]}, why="更正")
    with open_history(plan, store, is_writing=True) as history:
        taken = history.append(first, later(1)).revision
        for day in (1, 2):
            receipt = history.append(first, later(day))
            assert (receipt.outcome, receipt.revision) == ("held", taken)
        assert history.append(second, later(3)).outcome == "new"
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(replace(first, why="旧文件"), later(4))
        assert (receipt.outcome, receipt.revision) == ("held", taken)
        assert village_year(history, CODE, 2021)["household_count"] == 4  # type: ignore[index]
        assert len(history.log()) == 3
        # The same content on another form is another return; here it says something new.
        other = replace(first, form_id="county:990181102000:2020", why="核对")
        assert history.append(other, later(5)).outcome == "new"


def test_what_is_held_already_is_no_revision(plan: Plan, store: str) -> None:
    known = returned(plan, {"village_years": [YEAR | {"household_count": 2, "hamlet_count": None}]})
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(known, later(1))
        assert (receipt.outcome, receipt.revision, receipt.kept_cells) == ("unchanged", None, 1)
        assert len(history.log()) == 1


def test_problems_alone_are_a_revision_when_they_differ(plan: Plan, store: str) -> None:
    problem = {"rule": "not_a_number", "severity": "error", "key": (CODE, "2020"), "cell": "C5"}
    note = {"rule": "unit_read", "severity": "note"}
    held: dict[str, Rows] = {"village_years": [YEAR | {"household_count": 2}]}
    more: dict[str, Rows] = {"village_years": [YEAR | {"household_count": 2, "person_count": 3}]}
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(returned(plan, held, problems=[problem, note]), later(1))
        assert receipt.outcome == "new" and receipt.revision is not None
        assert (receipt.revision.rows, receipt.revision.problem_count) == ({}, 1)
        same = history.append(returned(plan, more, problems=[problem, note]), later(2))
        assert same.outcome == "unchanged"
        mended = history.append(returned(plan, more), later(3))
        assert mended.outcome == "new" and mended.revision is not None
        assert mended.revision.form_revision == 2
    with open_history(plan, store) as history:
        plain = problem | {"key": [CODE, "2020"], "revision": 1}
        assert history.problems() == [plain, note | {"revision": 1}]


def test_a_row_is_taken_back_and_comes_anew(plan: Plan, store: str) -> None:
    gone = taken_back(plan, "village_years", [YEAR])
    with open_history(plan, store, is_writing=True) as history:
        with refused("history_why_needed"):
            history.append(replace(gone, why=""), later(1))
        receipt = history.append(gone, later(1))
        assert (receipt.outcome, receipt.changed_rows, receipt.changed_cells) == ("new", 1, 2)
        assert receipt.revision is not None and receipt.revision.kind == "withdrawal"
        assert village_year(history, CODE, 2020) is None
        assert history.rows("village_years").num_rows == 3
        assert history.append(gone, later(2)).outcome == "unchanged"
        again = returned(plan, {"village_years": [YEAR | {"hamlet_count": 7}]})
        assert history.append(again, later(3)).added_rows == 1
        found = village_year(history, CODE, 2020)
        assert found is not None
        # What was taken back does not come back.
        assert (found["hamlet_count"], found["household_count"]) == (7, None)
        assert history.append(gone, later(4)).outcome == "new"
        assert village_year(history, CODE, 2020) is None
        assert history.rows("village_years", upto=0).num_rows == 4


def test_cells_are_taken_back(plan: Plan, store: str) -> None:
    gone = taken_back(plan, "village_years", [YEAR, NEW], columns=("person_count", "hamlet_count"))
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(gone, later(1))
        assert (receipt.changed_rows, receipt.changed_cells) == (1, 1)
        found = village_year(history, CODE, 2020)
        assert found is not None
        assert (found["person_count"], found["household_count"]) == (None, 2)
        assert village_year(history, OTHER, 2020)["person_count"] == 3  # type: ignore[index]


def test_a_row_moves_to_another_key_in_one_piece(plan: Plan, store: str) -> None:
    wrong = {"code": CODE, "year": 2020, "household_id": "household_id2"}
    right = {"code": OTHER, "year": 2020, "household_id": "household_id2", "house_grade": "B"}
    moved = taken_back(plan, "households", [wrong], rows={"households": [right]})
    with open_history(plan, store, is_writing=True) as history:
        receipt = history.append(moved, later(1))
        assert (receipt.added_rows, receipt.changed_rows) == (1, 1)
        ids = {"household_id": ["household_id2"]}
        found = history.rows("households", Selection(ids=ids, years=[2020])).to_pylist()
        assert [(row["code"], row["house_grade"]) for row in found] == [(OTHER, "B")]


def test_a_place_keeps_what_must_not_be_missing(plan: Plan, store: str) -> None:
    nameless = taken_back(plan, "places", [{"code": CODE}], columns=("name_zh",))
    with open_history(plan, store, is_writing=True) as history:
        with refused("register_inadmissible"):
            history.append(nameless, later(1))
        assert len(history.log()) == 1


@pytest.mark.parametrize(
    ("register_id", "rows", "key"),
    [
        ("village_years", [NEW, NEW], "register_duplicate"),
        ("village_years", [{"code": None, "year": 2020}], "register_key_blank"),
        ("village_years", [NEW | {"household_count": 5001}], "register_inadmissible"),
        ("persons", [NEW | {"person_id": "p", "sex": "neither"}], "register_inadmissible"),
    ],
)
def test_what_could_not_be_opened_again_is_refused(
    plan: Plan, store: str, register_id: str, rows: Rows, key: str
) -> None:
    with open_history(plan, store, is_writing=True) as history:
        with pytest.raises(UserError) as caught:
            history.append(returned(plan, {register_id: rows}), later(1))
        assert caught.value.key == key
        assert "neither" not in caught.value.text("en")
        assert len(history.log()) == 1
        unknown = table(plan, "village_years", [NEW]).append_column("colour", [["blue"]])
        sent = replace(returned(plan, {}), tables={"village_years": unknown})
        with pytest.raises(ValueError, match="colour"):
            history.append(sent, later(1))
        bad = Withdrawal("village_years", table(plan, "village_years", [YEAR]), ("year",))
        with pytest.raises(ValueError, match="year"):
            history.append(replace(sent, tables={}, withdrawals=[bad]), later(1))


def test_the_log_says_who_when_why_and_how_much(plan: Plan, store: str) -> None:
    first = returned(
        plan,
        {
            "village_years": [YEAR | {"household_count": 9}, NEW],
            "persons": [NEW | {"person_id": "p"}],
        },
        why="更正",
        problems=[{"severity": "error"}, {"severity": "warning"}, {"severity": "error"}],
    )
    second = replace(returned(plan, {"places": [{"code": CODE, "name_en": "Stone"}]}), why="补充")
    tokyo = datetime.timezone(datetime.timedelta(hours=9, minutes=30))
    with open_history(plan, store, is_writing=True) as history:
        history.append(first, NOW.astimezone(tokyo) + datetime.timedelta(days=2))
        # The clock went back; the log does not.
        history.append(second, NOW)
        written = history.log()
    with open_history(plan, store) as history:
        log = history.log()
    assert log == written
    assert [revision.number for revision in log] == [0, 1, 2]
    begun, one, two = log
    assert (begun.kind, begun.form_id, begun.form_revision, begun.who) == (
        "import", "import", 1, "县扶贫办",
    )  # fmt: skip
    counts = {"places": 2, "village_years": 4, "households": 8, "persons": 12}
    blank = (
        "village_work", "projects", "township_years", "city_years", "acceptances", "reviews",
        "duty_records", "pairings",
    )  # fmt: skip
    assert begun.rows == counts | dict.fromkeys(blank, 0)
    assert begun.source == tuple(f"{name}.parquet" for name in plan.registers)
    assert begun.received_at == NOW and begun.received_at.utcoffset() == CHINA_OFFSET
    assert (one.kind, one.form_id, one.form_revision) == ("return", FORM, 1)
    assert (one.who, one.why, one.source) == ("青石镇", "更正", ("青石镇 2020.xlsx",))
    assert one.content_hash == first.content_hash
    assert one.rows == {"village_years": 2, "persons": 1}
    assert (one.changed_cells, one.problem_count) == (1, 2)
    assert one.received_at.isoformat() == "2021-03-03T11:00:00.123456+09:30"
    assert (two.form_revision, two.received_at) == (2, one.received_at)


CHINA_OFFSET = datetime.timedelta(hours=8)
