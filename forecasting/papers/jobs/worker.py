"""The program that makes papers beside the server: reads an order, tells its steps, hands back the files.

A program of its own shares neither the interpreter nor the memory of the pages: they stay quick, it can be ended at
any moment, and what it needed is given back at its end. Both ends are this program's alone; nobody else writes to
them.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable
from typing import BinaryIO

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.papers.jobs.line import File, Made, Order

__all__ = ["main", "make"]

LESS_URGENT = 5  # than the server, see nice(2)


def make(order: Order, tell: Callable[[int], None]) -> Made:
    """The papers of an order.

    Args:
        tell: called with the number of steps that are done, see `Order.steps`.
    Raises:
        InputError: no scenario can be computed, or no paper can be made for this actor.
    """
    from forecasting.observations import load_observations
    from forecasting.papers.bundle import Wish, bundle
    from forecasting.papers.case import computed, own_origin

    text = Texts(order.language)
    observations = order.own or load_observations()
    case = computed(
        order.scenarios,
        observations,
        text,
        actor=order.actor,
        paths=order.paths,
        seed=order.seed,
        origin=own_origin(observations, text) if order.own else None,
        district=order.district,
        date=order.date.isoformat(),
        progress=lambda done, _: tell(1 + done),
    )
    before = 1 + len(order.scenarios)
    wanted = [Wish(kind, form) for kind, form in order.wanted]
    found = bundle(case, wanted, optional=True, progress=lambda done, _total, _kind: tell(before + done))
    files = tuple(File(each.name, each.kind, each.format, len(each.data)) for each in found.products)
    return Made(found.name, found.zip(), files, found.left_out)


def main() -> None:
    """Read the order from standard input, write numbers of steps and the result to standard output."""
    os.nice(LESS_URGENT)
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints belongs into the log
    order = pickle.load(sys.stdin.buffer)  # noqa: S301 - the server's own
    threading.Thread(target=_end_with, args=(sys.stdin.buffer,), daemon=True).start()

    def say(words: object) -> None:
        pickle.dump(words, answer)
        answer.flush()

    try:
        say(make(order, say))
    except InputError as error:
        say(error.findings)
    except Exception:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # the thread still reads


def _end_with(server: BinaryIO) -> None:
    """End when the server does: it never writes again, and its end of the pipe goes with it."""
    server.read()
    os._exit(1)


if __name__ == "__main__":
    main()
