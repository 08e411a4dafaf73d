"""`python -m forecasting admin`: back the database up, restore, verify and upgrade it, remove a damaged scenario."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from forecasting.base.text import Texts
from forecasting.commands.arguments import actions_of
from forecasting.commands.findings import lines
from forecasting.commands.results import write

__all__ = ["DAMAGED", "add_commands"]

DAMAGED = 4
"""Exit code where something is no longer as it was written."""


def add_commands(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    action = actions_of(command, "admin", text, out=False)

    action("backup", _backup).add_argument("--to", required=True, metavar="FILE", help=text("cli.admin.to"))
    filling = action("restore", _restore)
    filling.add_argument("--from", dest="file", required=True, metavar="FILE", help=text("cli.admin.from"))
    filling.add_argument("--keep-old", metavar="FILE", help=text("cli.admin.keep"))
    action("verify", _verify).add_argument("--backup", metavar="FILE", help=text("cli.admin.checked"))
    action("upgrade", _upgrade).add_argument("--backup", required=True, metavar="FILE", help=text("cli.admin.before"))
    action("remove", _remove).add_argument("--id", required=True, metavar="ID", help=text("cli.admin.id"))


def _backup(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import back_up, database_url

    told = back_up(database_url(), Path(options.to), now=_now())
    _write(vars(told), text("cli.admin.backed_up", file=options.to, rows=told.rows, hash=told.hash), options)
    return 0


def _restore(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import database_url, restore

    keep = Path(options.keep_old) if options.keep_old else None
    told = restore(database_url(), Path(options.file), keep=keep, now=_now())
    words = text("cli.admin.restored", rows=told.rows, made=told.made, schema=told.schema)
    _write(vars(told), words, options)
    return 0


def _verify(options: argparse.Namespace, text: Texts) -> int:
    """The database, or a backup: restored for the purpose into a file that goes again."""
    from forecasting.store import restore, verify_database

    if options.backup:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/rehearsal.sqlite3"
            restore(url, Path(options.backup), now=_now())
            state = verify_database(url)
    else:
        state = verify_database()
    for line in lines(state.findings, text):
        print(line, file=sys.stderr)
    counts = {name: getattr(state, name) for name in ("scenarios", "rounds", "activities")}
    document = {
        "intact": not state.findings,
        **counts,
        "findings": [finding.sentence(text) for finding in state.findings],
    }
    words = (
        text("cli.admin.intact", **counts)
        if not state.findings
        else text.plural("cli.admin.damaged", len(state.findings))
    )
    _write(document, words, options)
    return DAMAGED if state.findings else 0


def _upgrade(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import database_url, upgrade

    before, after = upgrade(database_url(), Path(options.backup), now=_now())
    words = text("cli.admin.upgraded", before=before, after=after, file=options.backup)
    _write({"before": before, "after": after}, words, options)
    return 0


def _remove(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_store

    with closing(open_store(actor=options.actor)) as store:
        store.remove_damaged(options.id, now=_now())
    _write({"removed": options.id}, text("cli.admin.removed", id=options.id), options)
    return 0


def _write(document: object, words: str, options: argparse.Namespace) -> None:
    write((json.dumps(document, ensure_ascii=False) if options.json else words) + "\n", None)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
