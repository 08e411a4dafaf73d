"""Whatever somebody types can be written into a file of an office program."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forecasting.papers.layout.xml_words import UNKNOWN, writable


@given(st.text(st.characters(), max_size=20))
def test_xml_holds_what_is_written_and_everyday_signs_stay(words):
    shown = writable(words)
    part = etree.Element("part")
    part.text = shown
    assert etree.fromstring(etree.tostring(part, encoding="utf-8")).text == (shown or None)
    assert writable(shown) == shown
    assert len(shown) == len(words.replace("\r\n", "\n"))


def test_controls_halves_of_pairs_and_private_signs_are_marked():
    assert writable("\x00\x0b\r\x7f\ud800\ue000\ufffe") == 7 * UNKNOWN
    assert writable("Zugänge „2026“\u00a0– 58\u202fMio.\t€\n日😀") == "Zugänge „2026“\u00a0– 58\u202fMio.\t€\n日😀"
