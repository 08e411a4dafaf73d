"""What a planner reads is in the words of the product, in clean German and English, and comes from the catalogues."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping

import pytest

from forecasting.base.text import LANGUAGES, LOCALE_DIR, Language, catalogue
from tests.project.tree import ROOT, text_files

DOMAINS = sorted(path.stem for path in (LOCALE_DIR / "de").glob("*.po"))
NB = "\u00a0"
NOT_OUR_WORDS = {
    r"\bfreie[rn]? (Ausgabe)?[Rr]este?\b": "nicht gebundene Ausgabereste",
    r"[Ll]ücken?\b": "ungedeckter Mittelbedarf; fehlende Monate",
    r"\bHebel\b": "Stellgrößen",
    r"Empfindlichkeit|Sensitivität": "Einflussgrößen",
    r"\bSetzung(en)?\b": "Annahme ohne Quelle",
    r"[Ss]chock": "Sonderereignis",
    r"\bHS\b|\bBA\b": "Hochschulabschluss, Berufsausbildung",
    r"\bMio\.? ?€|\bTEUR\b|\bMEUR\b|€": "Mio. Euro, Euro",
    r"\bFlüchtlinge?n?\b": "Geflüchtete",
    r"\bPlanstellen?\b|\bFTE\b|\bVollzeitäquivalente?\b": "VZÄ",
    r"\bAusgangs-Szenario\b|\bBasisszenario\b|\bBaseline\b": "Ausgangsszenario",
    r"\b(Slider|Dashboard|Input|Output|Default|Settings|Button|Upload|Download|Tool|Feature|Report|User)\b": "German",
    r"\bSeed\b|\bBacktest\b|\bRun\b|\bForecast\b|Rückschau|Rückrechnung": "Startwert, Rückblick, Lauf, Prognose",
    r"angenommenen? Prognose|Prognosen? (ist|sind) angenommen": "freigegeben; Annahmen sind etwas anderes",
    r"vorgemerkt": "gekennzeichnetes Ereignis",
}
SINGLE = re.compile(r"\d+ (?:%|Mio\.|Euro\b|VZÄ\b|MB\b)|\} (?:%|Mio\.|Euro\b|VZÄ\b|MB\b|kB\b)|§ \d|Abs\. \d|Nr\. \d")
EMPTY = re.compile(r"  | [,;:.!?](?![./\w])|\( | \)|\.\.\.|(?<!^)\s$")


def _forms(domain: str, language: Language) -> Iterator[tuple[str, str]]:
    """(key, message) of a domain; of a plural message every form."""
    for key, message in catalogue(language, domain).items():
        for form in (message,) if isinstance(message, str) else message:
            yield f"{domain} {key}", form


def _german_data() -> Iterator[tuple[str, str]]:
    """German words of the data that pages show: labels, meanings, evidence, names, reasons."""
    for path in sorted((ROOT / "data").rglob("*.toml")):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name not in ("audit_report.toml", "glossary.toml"):  # quotes the report; explains other words too
            yield from ((f"{path.name} {place}", words) for place, words in _strings(tree, german=False))


def _strings(node: object, german: bool, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, inner in node.items():
            yield from _strings(inner, german or name.endswith("_de") or name in GERMAN_NAMES, f"{place}.{name}")
    elif isinstance(node, list):
        for inner in node:
            yield from _strings(inner, german, place)
    elif german and isinstance(node, str) and not place.endswith("_en"):
        yield place, node


GERMAN_NAMES = ("de", "reasons", "name", "meaning")


@pytest.mark.parametrize("pattern", NOT_OUR_WORDS)
def test_the_words_of_the_product_are_used(pattern):
    told = [pair for domain in DOMAINS for pair in _forms(domain, "de")] + list(_german_data())
    # what is quoted for the computer, `ensemble` or --forecast, is no German
    plain = [(place, re.sub(r"`[^`]*`|\{\w+\}|--\w+|\"[^\"]*\"|\w+\.\w+\b", "", words)) for place, words in told]
    assert [place for place, words in plain if re.search(pattern, words)] == [], NOT_OUR_WORDS[pattern]
    assert len(told) > 1_000


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_number_stays_with_its_unit(domain):
    """A no-break space stands before %, Mio., Euro, VZÄ and after §, Abs., Nr."""
    assert [place for place, words in _forms(domain, "de") if SINGLE.search(words)] == []
    english = re.compile(r"EUR [\d{]|[\d}] (?:million|%)|section \d")
    assert [place for place, words in _forms(domain, "en") if english.search(words) and domain != "builtin"] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if domain != "builtin"])
def test_no_blank_stands_where_none_belongs(domain, language):
    """Neither doubled nor before a comma; an ellipsis is one sign. Those at the ends belong to parts of sentences."""
    parts = ("reports.answer.peak", "reports.answer.group", "reports.backtest.more", "cli.usage")
    wrong = [place for place, words in _forms(domain, language) if EMPTY.search(words)]
    assert [place for place in wrong if not place.endswith(parts)] == []


@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if domain != "builtin"])
def test_english_uses_english_quotation_marks_and_apostrophes(domain):
    """Straight ones stand only where they are part of what is to be typed."""
    for place, words in _forms(domain, "en"):
        typed = place.endswith(".remedy") and re.search(r"[\[{=] *\"|\"[a-z\d-]+\"", words)
        assert '"' not in words or typed, place
        assert not re.search(r"\w'\w|\w' ", words) or place.startswith("cli cli.argparse"), place
        assert words.count("“") == words.count("”"), place


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_finding_is_told_in_whole_sentences(domain, language):
    for place, words in _forms(domain, language):
        if place.endswith((".rule", ".remedy")):
            assert words[0] in "„“{-‚0123456789" or words[0].isupper(), place
            assert words.endswith((".", "?", ".)")), place


SHOWN = ("forecasting/ui/", "forecasting/reports/", "forecasting/commands/", "forecasting/cli.py", "app.py")
SENTENCE = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}[,:]? [A-Za-zäöüÄÖÜß]{2,}")
NO_WORDS = re.compile(
    r"figures( \w+)*|(DejaVu|Liberation|Nimbus) Sans|system-ui, .+ sans-serif"
)  # classes of the style sheet, fonts
LABELLED = {
    "badge", "button", "caption", "checkbox", "download_button", "error", "expander", "file_uploader", "header",
    "info", "link_button", "markdown", "metric", "multiselect", "number_input", "pills", "popover", "radio",
    "segmented_control", "select_slider", "selectbox", "slider", "spinner", "subheader", "success", "tabs", "text",
    "text_area", "text_input", "title", "toast", "toggle", "warning", "write",
}  # fmt: skip
WORDS_OF = ("label", "help", "placeholder", "alt", "body", "caption", "title", "page_title")


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for name, source in text_files():
        if name.startswith(SHOWN) and name.endswith(".py"):
            yield name, ast.parse(source)


def _unseen(tree: ast.Module) -> set[int]:
    """Strings that no planner sees: docstrings, what is raised for developers, what is looked up in a table."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif isinstance(node, ast.Raise):
            found |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Dict):
            found |= {id(key) for key in node.keys}
    return found


def test_no_sentence_stands_in_the_code():
    """Markup apart, whatever has two words comes from the catalogues."""
    found = []
    for name, tree in _sources():
        unseen = _unseen(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unseen:
                words = re.sub(r"<[^>]*(>|$)|^[^<>]*\">|&\w+;", "", node.value)
                if SENTENCE.search(words) and not NO_WORDS.fullmatch(node.value):
                    found.append(f"{name}:{node.lineno} {node.value[:60]!r}")
    assert found == []


def test_no_label_stands_in_the_code():
    """Single words too: what a widget is called comes from the catalogues."""
    found = []
    for name, tree in _sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            shown = node.args[:1] if called in LABELLED and "st." in ast.unparse(node.func) else []
            shown += [keyword.value for keyword in node.keywords if keyword.arg in WORDS_OF]
            for value in shown:
                parts = [value] if isinstance(value, ast.Constant) else []
                parts += [part for part in getattr(value, "values", []) if isinstance(part, ast.Constant)]
                for part in parts:
                    if isinstance(part.value, str) and re.search(r"[A-Za-zÄÖÜäöüß]{2}", _plain(part.value)):
                        found.append(f"{name}:{node.lineno} {part.value!r}")
    assert found == []


def _plain(words: str) -> str:
    """Words without the directives and icons of Markdown."""
    return re.sub(r":material/\w+:|:\w+\[|st-key-[\w-]+", "", words)


def test_what_the_terminal_prints_comes_from_the_catalogues():
    printed = [
        f"{name}:{node.lineno}"
        for name, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.stdout.write", "sys.stderr.write")
        for part in node.args
        if isinstance(part, ast.Constant) and re.search(r"[A-Za-zÄÖÜäöüß]{2}", str(part.value))
    ]
    assert printed == []
