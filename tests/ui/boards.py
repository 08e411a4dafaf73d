"""A hand on the board of levers, for tests without a browser: what the board would send, and what it is given."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from streamlit.testing.v1 import AppTest

__all__ = ["Board", "components"]

NUMBERS = count(1)


def components(page: AppTest, name: str) -> list[Any]:
    """The drawn components of a name, as messages to the browser."""
    return [element.proto for element in page.get("bidi_component") if element.proto.component_name == name]


class Board:
    """The board `name` of a page, as it was drawn last."""

    def __init__(self, page: AppTest, name: str = "first") -> None:
        self.page, self.name = page, name

    @property
    def message(self) -> Any:
        """What the browser was sent of what stays."""
        (found,) = [proto for proto in components(self.page, "levers") if proto.id.endswith(f"-board-{self.name}")]
        return found

    @property
    def data(self) -> dict[str, Any]:
        """What stays, what changes, and which entries have been heard."""
        (values,) = [proto for proto in components(self.page, "lever_values")
                     if proto.id.endswith(f"-lever-values-{self.name}")]  # fmt: skip
        return json.loads(self.message.json) | json.loads(values.json)

    def item(self, key: str) -> dict[str, Any]:
        """What stays of a lever."""
        items = json.loads(self.data["items"])
        inner = [one for item in items for one in item.get("items", [item])]
        return next(item for item in inner if item["key"] == key)

    def state(self, key: str) -> dict[str, Any]:
        """What changes of a lever."""
        return self.data["values"][key]

    def field(self, key: str) -> str:
        """What stands in the field."""
        state = self.state(key)
        return state["refused"]["typed"] if state["refused"] else state["shown"]

    def slider(self, key: str) -> float:
        """The option the slider stands at."""
        return self.item(key)["options"][self.state(key)["place"]][0]

    def slide(self, key: str, option: float) -> None:
        """Move the slider to one of its options."""
        assert option in [value for value, _, _ in self.item(key)["options"]]
        self.send(("slider", key, option))

    def type(self, key: str, words: str) -> None:
        """Type into the field and leave it."""
        self.send(("field", key, words))

    def reset(self, key: str) -> None:
        """Press the button that sets the lever back."""
        assert self.state(key)["base"]
        self.send(("reset", key, None))

    def choose(self, key: str, word: str) -> None:
        """Choose one of the words."""
        assert word in [value for value, _ in self.item(key)["options"]]
        self.send(("choice", key, word))

    def tick(self, key: str, ticked: bool) -> None:
        """Tick the box or take the tick away."""
        self.send(("tick", key, ticked))

    def send(self, *entries: tuple[str, str, Any], by: str = "hand") -> None:
        """Hand in entries at once, together with what other widgets were set to."""
        numbered = [{"n": next(NUMBERS), "control": control, "key": key, "value": value} for control, key, value in
                    entries]  # fmt: skip
        self.send_state({"entries": {"of": by, "list": numbered}})

    def send_state(self, state: object) -> None:
        """Hand in anything."""
        states = self.page._tree.get_widget_states()
        ours = states.widgets.add()
        ours.id, ours.json_value = self.message.id, json.dumps(state)
        self.page._run(widget_state=states)
