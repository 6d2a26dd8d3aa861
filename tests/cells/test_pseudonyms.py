"""Are identifiers replaced so that nobody without the key finds them, and everybody agrees?"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from villages.errors import UserError
from villages.identifiers import (
    canonical_identity_number,
    check_identity_number,
    has_long_run_of_digits,
)
from villages.keyed_names import KEY_FILE, NAMES_FILE, canonical_name
from villages.registers.pseudonyms import Pseudonyms, canonical_local_number

#: GB 11643 gives the first two. Of the others the weighted sum is reckoned by hand: 99018119900101
#: 00d has 296 + 2d; d = 0, 1, 7 leave 10, 1, 2 of eleven, for which the check digits are 2, 0, X.
NUMBERS = [
    ("11010519491231002X", ""),
    ("440524188001010014", "identity_birth_date"),
    ("990181199001010002", ""),
    ("990181199001010010", ""),
    ("99018119900101007X", ""),
    ("99018119900101007x", ""),
    ("９９０１８１１９９００１０１００７Ｘ", ""),
    (" 990181 19900101 007X ", ""),
    ("990181199001010070", "identity_check_digit"),
    ("990181199001010000", "identity_check_digit"),
    ("990181199002300018", "identity_birth_date"),
    ("990181209901010018", "identity_birth_date"),
    ("990181900101001", "identity_old"),
    ("99018119900101007", "identity_length"),
    ("9901811990010100711", "identity_length"),
    ("X9018119900101007X", "identity_length"),
    ("", "identity_length"),
    ("王小明", "identity_length"),
]


@pytest.mark.parametrize(("number", "rule"), NUMBERS)
def test_identity_numbers(number: str, rule: str) -> None:
    assert check_identity_number(number) == rule


def test_an_identity_number_is_written_in_one_way() -> None:
    assert canonical_identity_number("９９０１８１ 19900101 007x") == "99018119900101007X"


@settings(max_examples=300)
@given(st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes(place: int, more: int) -> None:
    number = "11010519491231002X"
    wrong = str((int(number[place]) + more) % 10)
    assert check_identity_number(number[:place] + wrong + number[place + 1 :]) != ""


@pytest.mark.parametrize(
    ("text", "is_long"),
    [
        ("13812345678", True),
        ("138 1234 5678", True),
        ("+86 138-1234-5678", True),
        ("１３８１２３４５６７８", True),
        ("0411-88123456", True),
        ("12812345678", True),
        ("14000", False),
        ("6222 0212 3456 7890", True),
        ("990181101201", True),
        ("1,234,567,890.12", False),
    ],
)
def test_phones_and_long_numbers(text: str, is_long: bool) -> None:
    assert has_long_run_of_digits(text) is is_long


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "private"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_key_is_for_its_owner_only(folder: Path) -> None:
    umask = os.umask(0)
    try:
        pseudonyms = Pseudonyms.open(folder)
        pseudonyms.remember_names(["王小明"])
    finally:
        os.umask(umask)
    assert mode(folder) == 0o700
    assert mode(folder / KEY_FILE) == mode(folder / NAMES_FILE) == 0o600
    assert {path.name for path in folder.iterdir()} == {".lock", KEY_FILE, NAMES_FILE}
    assert len((folder / KEY_FILE).read_bytes()) == 32


def test_the_key_stays_and_is_never_twice_the_same(folder: Path, tmp_path: Path) -> None:
    first = Pseudonyms.open(folder).pseudonym("P", "11010519491231002X")
    assert Pseudonyms.open(folder).pseudonym("P", "11010519491231002X") == first
    assert Pseudonyms.open(tmp_path / "other").pseudonym("P", "11010519491231002X") != first


def test_a_pseudonym_is_what_another_program_makes_of_the_key(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    key = bytes(range(32))
    (folder / KEY_FILE).write_bytes(key)
    (folder / KEY_FILE).chmod(0o600)
    pseudonyms = Pseudonyms.open(folder)

    def by_hand(text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]

    identity = by_hand("8:villages9:pseudonym1:P8:identity18:11010519491231002X")
    assert pseudonyms.pseudonym("P", "11010519491231002x", "990181101201") == "P" + identity
    local = by_hand("8:villages9:pseudonym1:H5:local12:9901811012012:12")
    assert pseudonyms.pseudonym("H", "0012", "990181101201") == "H" + local
    without_key = hashlib.sha256(b"11010519491231002X").hexdigest()
    assert identity not in without_key


def test_one_person_is_found_in_two_villages_and_a_local_number_is_not(folder: Path) -> None:
    pseudonyms = Pseudonyms.open(folder)

    def both(number: str) -> list[str]:
        return [
            pseudonyms.pseudonym("P", number, code) for code in ("990181101201", "990181101202")
        ]

    assert len(set(both("11010519491231002X"))) == 1
    assert len(set(both("12"))) == 2
    assert len(set(both("110105194912310029"))) == 2  # no identity number: the check digit is wrong
    assert pseudonyms.pseudonym("H", "12", "9") != pseudonyms.pseudonym("P", "12", "9")
    assert pseudonyms.pseudonym("H", "11010519491231002X")[1:] != both("11010519491231002X")[0][1:]
    for made in both("12"):
        assert len(made) == 17 and made[0] == "P" and int(made[1:], 16) >= 0


def test_parts_of_one_number_are_not_parts_of_another(folder: Path) -> None:
    pseudonyms = Pseudonyms.open(folder)
    assert pseudonyms.pseudonym("P", "1-2", "3") != pseudonyms.pseudonym("P", "2", "31-")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("0012", "12"), ("12", "12"), ("000", "0"), ("１２", "12"), (" 1 2 ", "12"), ("a-01", "A-01")],
)
def test_local_numbers_are_written_in_one_way(written: str, canonical: str) -> None:
    assert canonical_local_number(written) == canonical


@pytest.mark.parametrize("change", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(folder: Path, change: int) -> None:
    Pseudonyms.open(folder)
    (folder / KEY_FILE).chmod(change)
    with pytest.raises(UserError, match="chmod 600") as error:
        Pseudonyms.open(folder)
    assert error.value.key == "pseudonym_key_shared"


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_broken_key_is_refused_and_left_as_it_is(folder: Path, content: bytes) -> None:
    Pseudonyms.open(folder)
    (folder / KEY_FILE).write_bytes(content)
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder)
    assert error.value.key == "pseudonym_key_broken"
    assert (folder / KEY_FILE).read_bytes() == content


def test_a_lost_key_is_not_replaced_while_its_names_are_there(folder: Path) -> None:
    Pseudonyms.open(folder).remember_names(["王小明"])
    (folder / KEY_FILE).unlink()
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder)
    assert error.value.key == "pseudonym_key_missing"


def test_a_folder_that_others_may_write_into_is_refused(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder)
    assert error.value.key == "private_folder_shared"


def test_a_key_is_no_link_to_somewhere_else(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(mode=0o700)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"k" * 32)
    elsewhere.chmod(0o600)
    (folder / KEY_FILE).symlink_to(elsewhere)
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder)
    assert error.value.key == "private_folder_unusable"


def test_a_file_in_the_place_of_the_folder_is_said(folder: Path) -> None:
    folder.write_text("")
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder)
    assert error.value.key == "private_folder_unusable"


OPEN_AT_ONCE = """
import sys
from pathlib import Path
from villages.registers.pseudonyms import Pseudonyms
print("ready", flush=True)
sys.stdin.readline()
pseudonyms = Pseudonyms.open(Path(sys.argv[1]))
print(pseudonyms.pseudonym("P", "11010519491231002X"))
pseudonyms.remember_names(f"王{chr(0x4E00 + number)}" for number in range(200))
"""


def test_processes_that_start_at_once_agree_on_one_key(folder: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AT_ONCE, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in started:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    answers = set()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        answers.add(process.communicate(timeout=60)[0])
        assert process.returncode == 0
    assert answers == {Pseudonyms.open(folder).pseudonym("P", "11010519491231002X") + "\n"}
    lines = (folder / NAMES_FILE).read_text("ascii").splitlines()
    assert len(lines) == len(set(lines)) == 200


def test_names_are_found_in_every_way_of_writing_and_stand_nowhere(folder: Path) -> None:
    pseudonyms = Pseudonyms.open(folder)
    assert pseudonyms.remember_names(["王小明", "阿卜杜拉·买买提", "王 小明", "", "王"]) == 2
    for name in ("王小明", " 王　小明", "王\u200b小明", "阿卜杜拉•买买提", "阿卜杜拉．买买提"):
        assert pseudonyms.is_remembered(name)
        assert Pseudonyms.open(folder).is_remembered(name)
    for name in ("王小", "小明", "王", "", "李小明"):
        assert not pseudonyms.is_remembered(name)
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert "王小明".encode() not in held
    assert hashlib.sha256("王小明".encode()).hexdigest()[:32].encode() not in held


def test_names_are_added_once_and_never_taken_away(folder: Path) -> None:
    first, second = Pseudonyms.open(folder), Pseudonyms.open(folder)
    assert first.remember_names(["王小明", "李大力"]) == 2
    before = (folder / NAMES_FILE).read_bytes()
    assert second.remember_names(["王小明", "赵一一"]) == 1
    assert (folder / NAMES_FILE).read_bytes()[: len(before)] == before
    assert first.is_remembered("赵一一") and not first.is_remembered("赵二二")
    assert first.remember_names(["王小明", "李大力", "赵一一"]) == 0


def test_writers_at_once_lose_no_name(folder: Path) -> None:
    Pseudonyms.open(folder)
    names = [f"王{chr(0x4E00 + number)}" for number in range(400)]

    def write(start: int) -> None:
        pseudonyms = Pseudonyms.open(folder)
        for index in range(start, len(names), 2):
            pseudonyms.remember_names(names[index : index + 3])

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (folder / NAMES_FILE).read_text("ascii").splitlines()
    assert len(lines) == len(set(lines)) == 400
    assert all(map(Pseudonyms.open(folder).is_remembered, names))


def test_half_a_line_of_a_killed_writer_does_no_harm(folder: Path) -> None:
    Pseudonyms.open(folder).remember_names(["王小明"])
    with (folder / NAMES_FILE).open("ab") as stream:
        stream.write(b"0123456789")
    pseudonyms = Pseudonyms.open(folder)
    assert pseudonyms.is_remembered("王小明")
    assert pseudonyms.remember_names(["李大力"]) == 1
    again = Pseudonyms.open(folder)
    assert again.is_remembered("王小明") and again.is_remembered("李大力")


def test_a_damaged_list_of_names_is_said(folder: Path) -> None:
    Pseudonyms.open(folder).remember_names(["王小明"])
    (folder / NAMES_FILE).write_bytes(b"no hash at all, but long enough!!\n")
    with pytest.raises(UserError) as error:
        Pseudonyms.open(folder).is_remembered("王小明")
    assert error.value.key == "names_file_broken"


def test_the_key_is_never_said(folder: Path) -> None:
    pseudonyms = Pseudonyms.open(folder)
    key = (folder / KEY_FILE).read_bytes()
    for text in (repr(pseudonyms), str(pseudonyms), f"{[pseudonyms]}"):
        assert key.hex() not in text and repr(key) not in text


def test_canonical_names() -> None:
    assert canonical_name("ＬＩ　Ming") == "liming"
    assert canonical_name("⽔⽣") == canonical_name("水生")
