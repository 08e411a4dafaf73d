"""Another state is a folder of data: code and catalogues name neither the shipped state nor one of its districts."""

from __future__ import annotations

import ast
import re

from forecasting.base.state import state
from forecasting.base.text import LANGUAGES
from forecasting.observations.districts import published_districts
from tests.project.tree import text_files

NAMES = sorted({state().word("name", language) for language in LANGUAGES} | {*published_districts()["name"]})
NAMED = re.compile(rf"\b({'|'.join(map(re.escape, NAMES))})\b|(?<!\w){state().key_prefix}(\d{{3}}(?!\w)|\\d)")
MARK = re.compile(rf"(\b|_){state().files}(\b|_)")


def _strings(source: str) -> list[str]:
    """Strings of a module without its docstrings."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_no_module_names_the_state():
    sources = [(name, text) for name, text in text_files() if re.fullmatch(r"(forecasting/.*|app)\.py", name)]
    found = [
        (name, words)
        for name, text in sources
        for words in _strings(text)
        if NAMED.search(words) or MARK.search(words)
    ]
    assert found == []
    assert len(sources) > 300


def test_no_message_names_the_state():
    messages = [
        (name, line)
        for name, text in text_files()
        if name.startswith("forecasting/locale/")
        for line in text.splitlines()
        if line.startswith(("msgid", "msgstr"))
    ]
    assert [(name, line) for name, line in messages if NAMED.search(line) or MARK.search(line)] == []
    assert len(messages) > 5_000


def test_what_it_looks_for_is_found():
    for words in ("Baden-Württemberg", "Rems-Murr-Kreis", "08111", r"08\d{3}", "AGS 08111"):
        assert NAMED.search(words), words
    assert MARK.search("kreise_bw") and MARK.search("bw_readings") and not MARK.search("bwa")
    assert not NAMED.search("0811") and not NAMED.search("208111")
