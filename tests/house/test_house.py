"""The figures of the house: what every module of the program keeps to.

A list of exceptions may only shrink: a name that needs no exception any more fails its test as well.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator

from ledger.deciding.situation import Situation
from ledger.rulebook import SUBJECTS
from tests.house.sources import PACKAGES, Module, imports, modules

LONG = 50  # lines of a function
SHARE = 0.003  # of the functions may be longer

_CJK = re.compile(r"[\u3400-\u9fff]")
# What is of no language: placeholders, quoted code, marks of the screen, commands and their options.
_CODE = re.compile(r"`[^`]*`|\{[^{}]*\}|\[/?[a-z ]+\]|--[a-z][a-z-]*( [a-z|]+)?|medledger( [ -~]+)?")
_HALF_WIDE = re.compile(
    r"[\u3400-\u9fff”][,:;?!](?=[\u3400-\u9fff“{])|[\u3400-\u9fff]\([^()]*[\u3400-\u9fff]"
)
_WORDS = re.compile(r"(?<![A-Za-z0-9_.'=-])[A-Za-z]?[a-z]+ [a-z]+(?![A-Za-z0-9_.(=:])")
_LONG_WORD = re.compile(r"[a-z]{4,}")


def test_functions_fit_on_a_screen() -> None:
    """Of a thousand functions at most three are longer than fifty lines."""
    lengths = {
        f"{module.path}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in modules()
        for function in module.functions
    }
    long = [name for name, lines in lengths.items() if lines > LONG]
    assert len(long) <= SHARE * len(lengths), long


def test_no_modules_import_each_other_in_a_circle() -> None:
    """A module can be loaded, read and tested after those it imports, and without those that import it."""
    assert circles({module.name: set(_loads(module)) for module in modules()}) == []


def _loads(module: Module) -> Iterator[str]:
    yield from (name for name, loading in imports(module) if loading and name != module.name)


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return what is left when modules that import nothing that is left are taken away again and again."""
    left = {name: set(targets) for name, targets in edges.items()}
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    while outer := left.keys() - {target for targets in left.values() for target in targets}:
        for name in outer:
            del left[name]
    return [sorted(left)] if left else []


def test_a_circle_is_seen() -> None:
    """Modules before and behind a circle are not part of it."""
    edges = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert circles(edges) == [["b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []


def test_a_class_name_means_one_thing_in_a_package() -> None:
    """Two classes of one name within a package are two things that a reader takes for one."""
    places = defaultdict(list)
    for module in modules():
        for node in module.classes:
            if not node.name.startswith("_"):
                places[module.name.split(".")[0], node.name].append(module.path)
    twice = {name for (_, name), paths in places.items() if len(paths) > 1}
    assert twice == set(), {key: paths for key, paths in places.items() if key[1] in twice}


def test_every_judge_takes_a_situation() -> None:
    """Whatever the subject: one judge, one shape."""
    others = {
        f"{judge.__module__}.{judge.__qualname__}"
        for subject in SUBJECTS
        for kind in (subject.facts, subject.stages, subject.registers)
        for judges in kind.values()
        for judge in (judges if isinstance(judges, tuple) else (judges,))
        if _parameters(judge) != [Situation]
    }
    assert others == set()


def _parameters(judge: object) -> list[object]:
    assert callable(judge)
    signature = inspect.signature(judge, eval_str=True)
    return [parameter.annotation for parameter in signature.parameters.values()]


def test_no_text_is_in_two_languages() -> None:
    """A reader of one language is not shown the other: a text in both is an object with `zh` and `en`.

    Codes are of no language: a Chinese sentence may hold a placeholder, a command, a single word as it is
    typed. Two English words in a row, one of them of four letters or more, are English.
    """
    mixed = [
        (module.path, text)
        for module in modules()
        if not module.path.startswith(DATA)
        for text in _texts(module.tree)
        if _is_mixed(text)
    ]
    assert [(path, text) for path, text in mixed if not text.startswith(SPOKEN_OF)] == []


def _is_mixed(text: str) -> bool:
    if not _CJK.search(text):
        return False
    return any(_LONG_WORD.search(words[0]) for words in _WORDS.finditer(_CODE.sub("\0", text)))


def test_what_a_text_in_two_languages_is() -> None:
    """Placeholders, codes and commands may stand in a Chinese sentence."""
    assert _is_mixed("客户不同意 the customer does not agree to it")
    assert _is_mixed("转给了 it went to {to}")
    assert not _is_mixed("请运行 medledger rebuild。")
    assert not _is_mixed("输出格式；终端上缺省为 table，否则为 json。")
    assert not _is_mixed("应为 {known} 之一，按 GSP 与 UDI-DI,见 `sale_no`。")


def test_chinese_sentences_have_chinese_signs() -> None:
    """A comma, a colon or a bracket within Chinese words is as wide as they are; code keeps its own."""
    found = [
        (module.path, text)
        for module in modules()
        if not module.path.startswith(DATA)
        for text in _texts(module.tree)
        if "。" in text and _HALF_WIDE.search(text)
    ]
    assert [one for one in found if one[1] not in CODE_IN_WORDS] == []


def _texts(tree: ast.Module) -> Iterator[str]:
    """Yield the string literals that are not docstrings; an f-string is one text.

    What an older program wrote (the `old` of a phrase) is not ours to change any more.
    """
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "old":
            skipped |= {id(part) for part in ast.walk(node.value)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Phrase":
            skipped |= {id(part) for old in node.args[3:] for part in ast.walk(old)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            skipped |= {id(part) for part in node.values}
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield "".join(map(str, parts))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def test_the_packages_are_all_there() -> None:
    """The figures are counted on all of the program."""
    assert {module.name.split(".")[0] for module in modules()} == set(PACKAGES)


# Data, not words: headings by which a column is known, and the rows of the sample under their keys.
DATA = ("ledger/intake/headings/", "replay/demo/house.py", "replay/demo/service.py")
# Sentences of one language about a word of the other, as it is typed.
SPOKEN_OF = (
    "Specification; a combined 规格型号 column is kept here",
    "TS-{yyyymm}-{seq4}; 客户投诉表单编号原则 is named in S4-I",
    "S4-I 措施-4; R-58; the limit itself is the obligation",
    "For example sale_no=XS1 or 销售单号=XS1.",
)
# What is typed or sent as it stands.
CODE_IN_WORDS = ("签名：X-Signature 应为“用户名:密码”的 Base64，实际无法读取。",)
