"""What two documents differ in is named by its place, and nothing else is."""

from __future__ import annotations

import pytest

from forecasting.base.text import Texts
from forecasting.papers.proof.reading import Difference, Entry, compare


def flow(*texts: str, group: str = "Folie 1") -> list[Entry]:
    return [Entry(group, "", words) for words in texts]


def cells(**values: str | float) -> list[Entry]:
    return [Entry("Blatt „Mittel“", f"Zelle {name}", value) for name, value in values.items()]


def test_the_same_is_the_same():
    assert compare([*flow("a", "b"), *cells(A1=1.0)], [*cells(A1=1.0), *flow("a", "b")]) == []


def test_a_changed_text_a_lost_one_and_a_new_one():
    found = compare(flow("a", "b", "c", "d"), flow("a", "x", "c", "d", "e"))
    assert found == [Difference("Folie 1", "b", "x"), Difference("Folie 1", None, "e")]
    assert compare(flow("a", "b"), flow("b")) == [Difference("Folie 1", "a", None)]


def test_one_added_paragraph_is_one_difference():
    assert len(compare(flow(*"abcdefgh"), flow("new", *"abcdefgh"))) == 1


def test_order_matters_in_a_text():
    assert compare(flow("a", "b"), flow("b", "a"))


def test_cells_are_compared_place_by_place():
    assert compare(cells(A1=1.0, B1="x"), cells(A1=1.5, C1="y")) == [
        Difference("Blatt „Mittel“, Zelle A1", 1.0, 1.5),
        Difference("Blatt „Mittel“, Zelle B1", "x", None),
        Difference("Blatt „Mittel“, Zelle C1", None, "y"),
    ]


@pytest.mark.parametrize(("other", "equal"), [(28.1 * (1 + 1e-12), True), (28.1 * (1 + 1e-7), False), (28.0, False)])
def test_numbers_are_equal_up_to_the_last_bits(other, equal):
    assert (compare(cells(A1=28.1), cells(A1=other)) == []) is equal


def test_a_number_is_no_text():
    assert compare(cells(A1=28.0), cells(A1="28.0"))


@pytest.mark.parametrize(
    ("difference", "german", "english"),
    [
        (Difference("Folie 3", 28.1, 28.0), "Folie 3: 28 statt 28,1", "Folie 3: 28 instead of 28.1"),
        (Difference("Folie 3", "28,1", "28,0"), "Folie 3: „28,0“ statt „28,1“", "Folie 3: “28,0” instead of “28,1”"),
        (Difference("Folie 3", "a", None), "Folie 3: „a“ fehlt", "Folie 3: “a” is missing"),
        (Difference("Folie 3", None, "a"), "Folie 3: „a“ ist hinzugekommen", "Folie 3: “a” was added"),
    ],
)
def test_a_difference_in_words(difference, german, english):
    assert difference.sentence(Texts("de")) == german
    assert difference.sentence(Texts("en")) == english
