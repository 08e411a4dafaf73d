"""Every message that the code asks for is written, and every message written is asked for.

A key stands in the code as a whole, "ui.title", or is put together at run time, f"ui.page.{name}". Of the latter each
blank must be filled with a word that stands somewhere in the code or in the data; what is put together in another way
is listed in `TOGETHER`, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from forecasting.assumptions import load_register
from forecasting.base.text import LANGUAGES, LOCALE_DIR, catalogue
from tests.project.tree import text_files

DOMAINS = sorted(path.stem for path in (LOCALE_DIR / "de").glob("*.po"))
TOGETHER = {
    r"builtin\..+": "ui/language.py hands the whole catalogue to the browser",
    r"cli\.argparse\..+": "commands/arguments.py looks every sentence of argparse up",
    r"cli\.metavar\.\w+": "commands/arguments.py makes them of the words that stand for values: KEY=VALUE",
    r"(papers\.re\w+\.row|reports\.ledger|ui\.funds)[\w.]*_continued": "reports/tables.py adds the ending to the key",
    r"ui\.data\.wording\.\w+": "reports/data_figures.py makes them of the words in published figures: mehr als",
}
FINDINGS = (".rule", ".remedy")  # a question has `.choice.<choice>` beside them
KEY = re.compile(rf"({'|'.join(DOMAINS)})(\.[\w-]+)+")
KEY_START = re.compile(rf"({'|'.join(DOMAINS)})\.")
BLANK = "\0"


@cache
def _parsed() -> tuple[tuple[str, ast.Module, tuple[tuple[ast.expr, str], ...]], ...]:
    """Name, tree and strings of every module."""
    sources = [
        (name, text) for name, text in text_files() if name.startswith("forecasting/") and name.endswith(".py")
    ]
    trees = [(name, ast.parse(text)) for name, text in sources]
    return tuple((name, tree, tuple(_words(tree))) for name, tree in trees)


def _words(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Strings of a module; those put together have `BLANK` for what is filled in."""
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else BLANK for part in node.values)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for part in ast.walk(node.left):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and KEY_START.match(part.value):
                    parts.add(id(part))
                    yield node, part.value + BLANK
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node, node.value


@cache
def _written() -> frozenset[str]:
    """Keys of the catalogues."""
    return frozenset(key for domain in DOMAINS for key in catalogue("de", domain))


@cache
def _whole() -> frozenset[str]:
    """Keys that stand in the code as a whole."""
    return frozenset(words for _, _, strings in _parsed() for _, words in strings if KEY.fullmatch(words))


@cache
def _patterns() -> dict[str, tuple[str, ...]]:
    """Keys that are put together, as the code writes them: the parts around the blanks, by place."""
    found = {}
    for name, _, strings in _parsed():
        for node, words in strings:
            parts = tuple(words.split(BLANK))
            if len(parts) == 1 or not KEY_START.match(words) or re.search(r"\s", words):
                continue
            if not any(_fits(parts, key) for key in load_register()):  # a key of the register looks the same
                found[f"{name}:{node.lineno} {words.replace(BLANK, '{}')}"] = parts
    return found


def _fits(parts: tuple[str, ...], key: str) -> bool:
    """Whether the key is made of the parts with known words between them."""
    head, *rest = parts
    if not key.startswith(head):
        return False
    key = key[len(head) :]
    if not rest:
        return key == ""
    return any(key[:cut] in _known_words() and _fits(tuple(rest), key[cut:]) for cut in range(len(key) + 1))


@cache
def _known_words() -> frozenset[str]:
    """What a blank may be filled with: words of the code and of the data."""
    found: set[str] = {""}
    for _, tree, strings in _parsed():
        found |= {words for _, words in strings}
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for name, text in text_files():
        if name.startswith("data/"):
            found |= set(re.findall(r"[\w-]+", text))
    return frozenset(found)


def _is_asked_for(key: str) -> bool:
    of_finding = re.sub(r"\.choice\.(\w+)$", lambda choice: "" if choice[1] in _known_words() else choice[0], key)
    for form in (key, of_finding, *(key.removesuffix(end) for end in FINDINGS if key.endswith(end))):
        if form in _whole() or any(re.fullmatch(pattern, form) for pattern in TOGETHER):
            return True
        if any(_fits(parts, form) for parts in _patterns().values()):
            return True
    return False


def test_every_message_is_asked_for():
    assert sorted(key for key in _written() if not _is_asked_for(key)) == []


def _asked() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(place, key, endings) of every key that a call names in full: text("…"), text.plural("…"), Finding("…")."""
    for name, tree, _ in _parsed():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first, called = node.args[0], ast.unparse(node.func).rpartition(".")[2]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and KEY.fullmatch(first.value):
                if called in ("text", "plural") or called.endswith("Texts"):
                    yield f"{name}:{node.lineno}", first.value, ("",)
                elif called.endswith("Finding"):
                    yield f"{name}:{node.lineno}", first.value, FINDINGS


def test_every_key_asked_for_is_written():
    missing = [f"{place} {key}{end}" for place, key, ends in _asked() for end in ends if key + end not in _written()]
    assert missing == []
    assert len(list(_asked())) > 300


def test_every_key_put_together_has_messages():
    without = [
        place
        for place, parts in _patterns().items()
        if not any(_fits(parts, key) or _fits(parts, key.rpartition(".")[0]) for key in _written())
    ]
    assert without == []


def test_what_is_put_together_otherwise_exists():
    assert [pattern for pattern in TOGETHER if not any(re.fullmatch(pattern, key) for key in _written())] == []


def test_a_finding_has_a_rule_and_a_remedy():
    keys = _written()
    ends = (FINDINGS, FINDINGS[::-1])
    alone = [
        key
        for key in keys - _whole()  # one that is asked for as a whole is no finding's
        for end, other in ends
        if key.endswith(end) and key.removesuffix(end) + other not in keys
    ]
    assert alone == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_is_used_by_the_package_of_its_name(domain):
    """`cli` by the commands, `limits` and `builtin` by their module: a text is found where it is used."""
    users = {name for name, _, strings in _parsed() for _, words in strings if words.startswith(f"{domain}.")}
    homes = {"cli": ("forecasting/cli.py", "forecasting/commands/"), "limits": ("forecasting/reports/",)}
    places = homes.get(domain, (f"forecasting/{domain}/",))
    assert domain == "builtin" or any(user.startswith(places) for user in users), users


def test_the_catalogues_are_the_same_files_in_both_languages():
    for language in LANGUAGES:
        assert sorted(path.name for path in (LOCALE_DIR / language).iterdir()) == [f"{name}.po" for name in DOMAINS]
