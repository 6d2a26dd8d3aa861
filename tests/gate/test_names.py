"""Are persons of the registers found by name, and is nobody else taken for one?"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gate.hiding import page
from villages.errors import UserError
from villages.keyed_names import KEY_FILE, NAMES_FILE
from villages.press.gate import Names, inspect, known_words, open_names
from villages.registers.pseudonyms import Pseudonyms

FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗欧阳司徒慕容"
GIVEN = "淑华志强建国秀英德福桂兰玉珍永贵凤琴喜文翠莲"


def some_names(count: int) -> list[str]:
    """Names of three and four characters that are nobody's."""
    chance = random.Random(7)
    made: set[str] = set()
    while len(made) < count:
        made.add(chance.choice(FAMILY_NAMES[:20]) + "".join(chance.sample(GIVEN, 2)))
        made.add(chance.choice(("欧阳", "司徒", "慕容")) + "".join(chance.sample(GIVEN, 2)))
    return sorted(made)[:count]


LONG = some_names(200)
SHORT = ["王福", "向阳", "李兰", "高峰", "光明"]
DOTTED = ["阿卜杜拉·买买提", "古丽·艾合买提"]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private") / "keys"
    Pseudonyms.open(folder).remember_names([*LONG, *SHORT, *DOTTED, "Wang Xiaoming"])
    return folder


@pytest.fixture(scope="module")
def names(keys: Path) -> Names:
    found = open_names(keys, lambda: "向阳村\n光明山镇\n青石镇")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "around", ["{}", "本月走访{}家并登记", "{}（户主）收入14000元", "姓名：{}", "由{}、等人签字。"]
)
def test_a_long_name_is_found_anywhere(names: Names, around: str) -> None:
    missed = [name for name in LONG if not names.find(around.format(name))]
    assert not missed


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("around", ["姓名：{}", "户主{}", "联系人: {}，", "负责人 {}", "name: {}",
                                    "{}（户主）", "{} 户主"])  # fmt: skip
def test_a_short_name_is_found_beside_its_word(names: Names, name: str, around: str) -> None:
    assert names.find(around.format(name))


@pytest.mark.parametrize("text", ["王福", " 王　福 ", "李兰", "王\u200b福"])
def test_a_short_name_is_found_where_it_stands_alone(names: Names, text: str) -> None:
    assert names.find(text)


@pytest.mark.parametrize("text", ["阿卜杜拉•买买提", "走访古丽·艾合买提家", "Wang Xiaoming",
                                  "Contact: Wang Xiaoming, tel."])  # fmt: skip
def test_other_names_are_found(names: Names, text: str) -> None:
    assert names.find(text)


@pytest.mark.parametrize(
    "text",
    ["向阳", "向阳村", "光明山镇", "向阳村2019年达标", "前途光明", "攀登高峰", "光明", "王福来了",
     "户主性别", "联系人", "姓名", "青石镇", "", "王", "Wang", "an upward trend: 王"],
)  # fmt: skip
def test_words_and_places_are_nobody(names: Names, text: str) -> None:
    assert not names.find(text)


def test_sentences_of_the_program_are_nobody(tmp_path: Path) -> None:
    """Somebody may be called like a word that stands on every page."""
    Pseudonyms.open(tmp_path / "keys").remember_names(["演示数", "登记表", "达标村"])
    found = open_names(tmp_path / "keys")
    assert found is not None
    assert not found.find("本页为演示数据") and not found.find("登记表中没有")
    assert found.find("户主：演示数")


def test_names_are_found_in_files_and_not_said(names: Names) -> None:
    name = LONG[0]
    spans = "".join(f"<b>{sign}</b>" for sign in name)
    for body in (f"<p>{name}</p>", f"<td>{spans}</td>", f'<i title="{name}">a</i>',
                 f"<!-- {name} -->", f"<svg><desc>{name}</desc></svg>"):  # fmt: skip
        hits = inspect(page(body), names)
        assert [hit.kind for hit in hits] == ["name"]
        assert name not in hits[0].text("zh") + hits[0].text("en") + repr(hits)
    (hit,) = inspect({f"reports/{name}_2019.txt": b"a"}, names)
    assert (hit.file, hit.place.sentence) == ("*.txt", "file_name")


def test_without_a_list_nothing_is_known(tmp_path: Path) -> None:
    assert open_names(None) is None
    assert open_names(tmp_path) is None


def test_a_list_without_its_key_is_an_error(keys: Path, tmp_path: Path) -> None:
    (tmp_path / NAMES_FILE).write_bytes((keys / NAMES_FILE).read_bytes())
    with pytest.raises(UserError) as error:
        open_names(tmp_path)
    assert error.value.key == "pseudonym_key_missing"
    assert not (tmp_path / KEY_FILE).exists()


def test_words_of_the_plan_and_places_are_nobody(demo_results: Path, tmp_path: Path) -> None:
    Pseudonyms.open(tmp_path / "keys").remember_names(["安全饮", "青石", "慕容翠莲"])
    found = open_names(tmp_path / "keys", lambda: known_words(demo_results))
    assert found is not None
    assert not found.find("安全饮水") and not found.find("青石") and found.find("慕容翠莲")
    assert known_words(tmp_path) == ""
