"""Is nothing read that could run: no pickled object, no unsafe YAML, no text taken for code?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rules.test_house_rules import ROOT, tracked

#: Reading what these wrote runs what is written in it.
RUNNING_MODULES = {"pickle", "cPickle", "_pickle", "shelve", "marshal", "joblib", "dill",
                   "cloudpickle", "jsonpickle"}  # fmt: skip
RUNNING_NAMES = {"eval", "exec", "compile", "__import__"}
RUNNING_METHODS = {
    "read_pickle", "to_pickle", "system", "popen", "unsafe_load", "full_load", "load_all",
    "unsafe_load_all", "from_string", "getoutput",
}  # fmt: skip


#: Whose methods are only called alike: a colour from a text, the name of the system.
HARMLESS_OWNERS = {"RGBColor", "platform"}


def findings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What of a module could run data: line and name."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        line = getattr(node, "lineno", 0)
        yield from ((line, each) for each in names if each.partition(".")[0] in RUNNING_MODULES)
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        if isinstance(node, ast.keyword) and node.arg in ("shell", "allow_pickle"):
            yield node.lineno, node.arg


def _of_call(call: ast.Call) -> Iterator[tuple[int, str]]:
    called = call.func
    if isinstance(called, ast.Name) and called.id in RUNNING_NAMES:
        yield call.lineno, called.id
    if not isinstance(called, ast.Attribute):
        return
    owner = called.value.id if isinstance(called.value, ast.Name) else ""
    if called.attr in RUNNING_METHODS and owner not in HARMLESS_OWNERS:
        yield call.lineno, called.attr
    if owner == "yaml" and called.attr == "load":
        loader = call.args[1] if len(call.args) > 1 else None
        if not (isinstance(loader, ast.Name) and loader.id in SAFE_LOADERS):
            yield call.lineno, "yaml.load"


#: Loaders of our own that derive from PyYAML's safe one.
SAFE_LOADERS = {"_PlainBooleans"}


def test_no_module_runs_what_it_reads() -> None:
    found = [
        (str(path.relative_to(ROOT)), *each)
        for path in tracked("analysis/*.py", "docs/*.py", "benchmarks/*.py")
        for each in findings(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_the_rule_finds_what_it_is_for() -> None:
    source = (
        "import pickle\nfrom joblib import load\nyaml.load(x)\neval(x)\nrun(x, shell=True)\n"
        "os.system(x)\npandas.read_pickle(x)\nyaml.load(x, yaml.Loader)"
    )
    assert [line for line, _ in sorted(findings(ast.parse(source)))] == list(range(1, 9))


def test_our_own_loader_is_a_safe_one() -> None:
    import yaml

    from villages import yaml_lines

    bases = {base.__name__ for base in yaml_lines._PlainBooleans.__mro__}
    assert bases & {"SafeLoader", "CSafeLoader"}
    assert not issubclass(yaml_lines._PlainBooleans, yaml.UnsafeLoader | yaml.FullLoader)


def test_only_one_module_makes_texts_for_the_terminal() -> None:
    """A text of rich takes control codes as they are, a plain one is read as markup."""
    making = {
        path.name
        for path in tracked("analysis/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Text"
        and "rich.text" in path.read_text(encoding="utf-8")
    }
    assert making == {"neutral.py"}
