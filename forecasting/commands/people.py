"""`python -m forecasting people`: who is known, the activity log, and what somebody leaves behind."""

from __future__ import annotations

import argparse
import datetime
import json
from contextlib import closing

from forecasting.base.columns import columns
from forecasting.base.errors import visible
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.commands.arguments import actions_of
from forecasting.commands.results import write
from forecasting.people import directory
from forecasting.people.words import done_words, person_words

__all__ = ["BROKEN", "add_commands"]

BROKEN = 4
"""Exit code where the chain of the log is broken."""


def add_commands(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    action = actions_of(command, "people", text)

    action("list", _list)
    action("log", _log).add_argument("--noted", metavar="HASH", help=text("cli.people.noted"))
    giving = action("hand-over", _hand_over)
    giving.add_argument("--from", dest="owner", required=True, metavar="PERSON", help=text("cli.people.owner"))
    giving.add_argument("--to", dest="heir", required=True, metavar="PERSON", help=text("cli.people.heir"))


def _list(options: argparse.Namespace, text: Texts) -> int:
    known = directory()
    people = sorted(known.people.values(), key=lambda actor: actor.id) if known else []
    document = {
        "people": [
            {"id": actor.id, "name": actor.name, "roles": sorted(actor.roles), "district": actor.district or None}
            for actor in people
        ],
        "groups": {group: sorted(roles) for group, roles in sorted(known.groups.items())} if known else {},
    }
    rows = [
        [actor.id, actor.name, ", ".join(text(f"people.role.{role}") for role in sorted(actor.roles)), actor.district]
        for actor in people
    ]
    rows += [
        [group, text("cli.people.group"), ", ".join(text(f"people.role.{role}") for role in sorted(roles)), ""]
        for group, roles in (sorted(known.groups.items()) if known else ())
    ]
    heads = [text(f"cli.people.column.{name}") for name in ("id", "name", "roles", "district")]
    table = columns(heads, [[visible(each) for each in row] for row in rows], left=(0, 1, 2, 3))
    _write(document, table if rows else text("cli.people.none"), options)
    return 0


def _log(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_journal

    with closing(open_journal(actor=options.actor)) as journal:
        found, entries = journal.verify(options.noted), journal.list()
    document = {
        "intact": found.intact,
        "head": found.head or None,
        "broken": None if found.broken is None else {"number": found.broken.number, "kind": found.broken.kind},
        "lost": found.lost or None,
        "entries": [
            {
                "number": each.number,
                "when": each.when.isoformat(),
                "who": each.who,
                "what": each.what,
                "about": each.about,
                "hash": each.hash,
            }
            for each in entries
        ],
    }
    moment = Formats(text.language).moment
    rows = [
        [str(each.number), moment(each.when), person_words(each.who, text), done_words(each.what, each.about, text)]
        for each in entries
    ]
    heads = [text(f"ui.log.{name}") for name in ("number", "when", "who", "what")]
    lines = [columns(heads, [[visible(each) for each in row] for row in rows], left=(1, 2, 3))] if rows else []
    if found.broken is not None:
        lines.append(text("ui.log.broken", number=found.broken.number))
    elif found.lost:
        lines.append(text("cli.rounds.lost", hash=visible(found.lost)))
    elif rows:
        lines.append(text("ui.log.intact", count=found.entries, hash=found.head))
    _write(document, "\n\n".join(lines) or text("ui.log.empty"), options)
    return 0 if found.intact else BROKEN


def _hand_over(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_store

    with closing(open_store(actor=options.actor)) as store:
        count = store.hand_over(options.owner, options.heir, now=datetime.datetime.now(datetime.UTC))
    _write({"handed_over": count}, text.plural("cli.people.handed_over", count), options)
    return 0


def _write(document: object, words: str, options: argparse.Namespace) -> None:
    write((json.dumps(document, ensure_ascii=False) if options.json else words) + "\n", options.out)
