"""`python -m forecasting rounds`: adopt forecasts into the log, verify it, score them, and tell when to leave one."""

from __future__ import annotations

import argparse
import datetime
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from forecasting.base.columns import columns
from forecasting.base.errors import visible
from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.runs import PATHS, SEED
from forecasting.base.text import Texts
from forecasting.commands.arguments import actions_of
from forecasting.commands.observed import observed
from forecasting.commands.results import write
from forecasting.people.words import person_words

if TYPE_CHECKING:
    from forecasting.arrivals.rounds.round import Round
    from forecasting.arrivals.rounds.track import Track, TrackRecord
    from forecasting.arrivals.rounds.warning import EarlyWarning
    from forecasting.store import Adopted, Break, Rounds

__all__ = ["BROKEN", "add_commands"]

BROKEN = 4
"""Exit code where the chain of the log is broken."""

SHORT = 12  # digits of a hash in a table; --json has them all


def add_commands(
    command: argparse.ArgumentParser, text: Texts, check_paths: Callable[[argparse.Namespace], None]
) -> None:
    """Declare what the command understands.

    Args:
        check_paths: refuses impossible `--paths` and `--seed`.
    """
    action = actions_of(command, "rounds", text)

    def adopt(options: argparse.Namespace, text: Texts) -> int:
        check_paths(options)
        return _adopt(options, text)

    def propose(options: argparse.Namespace, text: Texts) -> int:
        check_paths(options)
        return _propose(options, text)

    for name, making in (("adopt", adopt), ("propose", propose)):
        sub = action(name, making)
        sub.add_argument("--who", required=True, metavar="NAME", help=text("cli.rounds.who"))
        sub.add_argument("--why", default="", metavar="TEXT", help=text("cli.rounds.why"))
        sub.add_argument("--scenario", metavar="FILE", help=text("cli.option.scenario"))
        sub.add_argument("--data", metavar="DIR", help=text("cli.option.data"))
        sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.set"))
        sub.add_argument("--paths", type=int, default=PATHS, metavar="N", help=text("cli.rounds.paths"))
        sub.add_argument("--seed", type=int, default=SEED, metavar="N", help=text("cli.option.seed"))

    action("proposals", _proposals)
    action("accept", _accept).add_argument("number", type=int, help=text("cli.rounds.proposal"))
    returning = action("return", _return)
    returning.add_argument("number", type=int, help=text("cli.rounds.proposal"))
    returning.add_argument("--why", required=True, metavar="TEXT", help=text("cli.rounds.reason"))

    listing = action("list", _list)
    listing.add_argument("--group", metavar="NAME", help=text("cli.rounds.group"))
    listing.add_argument("--export", choices=("csv", "json"), help=text("cli.rounds.export"))
    action("verify", _verify).add_argument("--noted", metavar="HASH", help=text("cli.rounds.noted"))
    for name, run in (("score", _score), ("warn", _warn)):
        sub = action(name, run)
        sub.add_argument("--group", metavar="NAME", help=text("cli.rounds.group"))
        sub.add_argument("--data", metavar="DIR", help=text("cli.option.data"))


def _adopt(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        entries = log.adopt(*_made(options), who=options.who, why=options.why, now=_now())
        _tell_break(log.first_break(), text)
    return _adopted(entries, options, text)


def _propose(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        number = log.propose(*_made(options), who=options.who, why=options.why, now=_now())
    _write({"proposal": number}, text("cli.rounds.proposed", number=number), options)
    return 0


def _proposals(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        waiting = log.proposals()
    heads = [text(f"cli.rounds.column.{name}") for name in ("number", "proposed", "proposer", "groups", "who")]
    formats = Formats(text.language)
    rows = [
        [
            str(each.number),
            formats.date(each.proposed.date()),
            visible(person_words(each.proposer, text)),
            ", ".join(visible(one.group) for one in each.rounds),
            visible(each.who)[:30],
        ]
        for each in waiting
    ]
    document = {
        "proposals": [
            {
                "number": each.number,
                "proposed": each.proposed.isoformat(),
                "proposer": each.proposer,
                "who": each.who,
                "why": each.why,
                "groups": [one.group for one in each.rounds],
            }
            for each in waiting
        ]
    }
    _write(document, columns(heads, rows, left=(2, 3, 4)) if rows else text("cli.rounds.no_proposals"), options)
    return 0


def _accept(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        entries = log.accept(options.number, now=_now())
        _tell_break(log.first_break(), text)
    return _adopted(entries, options, text)


def _return(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        log.decline(options.number, reason=options.why, now=_now())
    _write({"returned": options.number}, text("cli.rounds.returned", number=options.number), options)
    return 0


def _made(options: argparse.Namespace) -> tuple[Round, ...]:
    """The rounds that are adopted or proposed."""
    from forecasting import load_scenario
    from forecasting.arrivals.rounds.round import make_rounds

    scenario = load_scenario(options.scenario, options.set)
    return tuple(make_rounds(observed(options), scenario, paths=options.paths, seed=options.seed))


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _adopted(entries: Sequence[Adopted], options: argparse.Namespace, text: Texts) -> int:
    """Tell what has just been adopted."""
    for entry in entries:
        if entry.round.known_ahead:
            known = Formats(text.language).month(month_label(entry.round.known or entry.round.origin))
            told = text("cli.rounds.known", group=visible(entry.round.group), number=entry.number, known=known)
            print(f"{text('cli.notice')}: {told}", file=sys.stderr)
    words = [_table_of(entries, text), text("cli.rounds.adopted", hash=entries[-1].hash)]
    _write({"rounds": [_entry(entry) for entry in entries]}, "\n\n".join(words), options)
    return 0


def _list(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        if options.export is not None:
            _tell_break(log.first_break(), text)
            export = log.export_csv() if options.export == "csv" else log.export_json()
            write(export.decode(), options.out)
            return 0
        entries = _listed(log, options.group, text)
    words = _table_of(entries, text) if entries else _nothing(options.group, text)
    _write({"rounds": [_entry(entry) for entry in entries]}, words, options)
    return 0


def _verify(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        found = log.verify(options.noted)
    broken = found.broken
    document = {
        "intact": found.intact,
        "rounds": found.entries,
        "head": found.head or None,
        "broken": None if broken is None else {"number": broken.number, "kind": broken.kind},
        "lost": found.lost or None,
    }
    if broken is not None:
        sentence = text(f"cli.rounds.broken.{broken.kind}", number=broken.number)
    elif found.lost:
        sentence = text("cli.rounds.lost", hash=visible(found.lost))
    elif found.entries:
        sentence = text.plural("cli.rounds.intact", found.entries) + "\n" + text("cli.rounds.head", hash=found.head)
    else:
        sentence = text("cli.rounds.none")
    _write(document, sentence, options)
    return 0 if found.intact else BROKEN


def _score(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.arrivals.rounds.track import track_record
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        entries = _listed(log, options.group, text)
    record = track_record([entry.round for entry in entries], observed(options))
    document = {
        "rounds": [_entry(entry) | _scores(track) for entry, track in zip(entries, record.tracks, strict=True)],
        "all": _pooled(record),
    }
    words = _record_of(entries, record, text) if entries else _nothing(options.group, text)
    _write(document, words, options)
    return 0


def _warn(options: argparse.Namespace, text: Texts) -> int:
    from forecasting.arrivals.rounds.warning import early_warning
    from forecasting.store import open_rounds

    with closing(open_rounds(actor=options.actor)) as log:
        entries = _listed(log, options.group, text)
    latest = {entry.round.group: entry for entry in entries}
    observations = observed(options)
    found = [(entry, early_warning(entry.round, observations)) for entry in latest.values()]
    document = {"warnings": [_entry(entry) | _signals(warning) for entry, warning in found]}
    blocks = [_warning_of(entry, warning, text) for entry, warning in found]
    _write(document, "\n\n".join(blocks) or _nothing(options.group, text), options)
    return 0


def _listed(log: Rounds, group: str | None, text: Texts) -> tuple[Adopted, ...]:
    """The entries, and on stderr that they are not to be trusted where the chain of the log is broken."""
    entries = log.list(group)
    _tell_break(log.first_break(), text)
    return entries


def _tell_break(found: Break | None, text: Texts) -> None:
    """On stderr, so that tables and exports stay as they are."""
    if found is not None:
        sentence = text(f"cli.rounds.broken.{found.kind}", number=found.number)
        print(f"{text('cli.notice')}: {sentence}", file=sys.stderr)


def _nothing(group: str | None, text: Texts) -> str:
    """That there is no entry, of this group or at all."""
    return text("cli.rounds.none") if group is None else text("cli.rounds.no_group", group=visible(group))


def _write(document: Mapping[str, Any], words: str, options: argparse.Namespace) -> None:
    content = json.dumps(_finite(document), ensure_ascii=False, allow_nan=False) if options.json else words
    write(content + "\n", options.out)


def _finite(value: Any) -> Any:
    """The same with null in place of what is not a number."""
    if isinstance(value, Mapping):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _entry(entry: Adopted) -> dict[str, Any]:
    return {
        "number": entry.number,
        "adopted": entry.adopted.isoformat(),
        "who": entry.who,
        "why": entry.why,
        "group": entry.round.group,
        "origin": month_label(entry.round.origin),
        "horizon": entry.round.horizon,
        "method": entry.round.method,
        "data_hash": entry.round.data_hash,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _scores(track: Track) -> dict[str, Any]:
    total = track.total
    return {
        "months": [month_label(month) for month in track.months],
        "outcome": track.outcome.tolist(),
        "absolute_error": track.own.absolute_error.tolist(),
        "wis": track.own.wis.tolist(),
        "log_wis": track.own.log_wis.tolist(),
        "inside": track.own.inside.tolist(),
        "naive_absolute_error": track.naive.absolute_error.tolist(),
        "naive_wis": track.naive.wis.tolist(),
        "naive_log_wis": track.naive.log_wis.tolist(),
        "ratio": track.ratio,
        "sum": None if total is None else vars(total),
    }


def _pooled(record: TrackRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name != "tracks"}


def _signals(warning: EarlyWarning) -> dict[str, Any]:
    found = {name: value for name, value in vars(warning).items() if name not in ("months", "alarms", "since")}
    arrays = {name: value.tolist() for name, value in found.items() if hasattr(value, "tolist")}
    return {
        **found,
        **arrays,
        "since": None if warning.since is None else month_label(warning.since),
        "months": [month_label(month) for month in warning.months],
        "alarms": [month_label(month) for month in warning.alarms],
    }


def _table_of(entries: Sequence[Adopted], text: Texts) -> str:
    """The entries, one to a line."""
    formats = Formats(text.language)
    heads = [text(f"cli.rounds.column.{name}") for name in ("number", "adopted", "group", "origin", "who", "hash")]
    rows = [
        [
            str(entry.number),
            formats.date(entry.adopted.date()),
            visible(entry.round.group),
            formats.month_short(month_label(entry.round.origin)),
            visible(entry.who)[:30],
            entry.hash[:SHORT],
        ]
        for entry in entries
    ]
    return columns(heads, rows, left=(2, 4, 5))


def _record_of(entries: Sequence[Adopted], record: TrackRecord, text: Texts) -> str:
    """Scores of each round, one to a line, and what they make together."""
    formats = Formats(text.language)
    names = (
        "number",
        "group",
        "origin",
        "months",
        "error",
        "wis",
        "ratio",
        "within50",
        "within80",
        "within95",
        "sum",
    )
    heads = [text(f"cli.rounds.column.{name}") for name in names]
    rows = []
    for entry, track in zip(entries, record.tracks, strict=True):
        own = track.own
        known = bool(track.months)
        rows.append(
            [
                str(entry.number),
                visible(entry.round.group),
                formats.month_short(month_label(entry.round.origin)),
                str(len(track.months)),
                formats.number(float(own.absolute_error.mean())) if known else "–",
                formats.number(float(own.wis.mean())) if known else "–",
                "–" if math.isnan(track.ratio) else formats.number(track.ratio, 2),
                *([formats.percent(float(share)) for share in own.inside.mean(axis=0)] if known else ["–"] * 3),
                "–" if track.total is None else formats.number(track.total.error),
            ]
        )
    lines = [columns(heads, rows, left=(1,)), text("cli.rounds.note")]
    if record.months:
        shares = [formats.percent(share) for share in record.coverage]
        ratio = "–" if math.isnan(record.wis_ratio) else formats.number(record.wis_ratio, 2)
        facts = {"months": record.months, "rounds": record.rounds, "ratio": ratio}
        lines.append(text("cli.rounds.pooled", within50=shares[0], within80=shares[1], within95=shares[2], **facts))
    return "\n\n".join(lines)


def _warning_of(entry: Adopted, warning: EarlyWarning, text: Texts) -> str:
    """What the rule says on one round, and the months behind it."""
    formats = Formats(text.language)
    since = "" if warning.since is None else formats.month(month_label(warning.since))
    origin = formats.month(month_label(entry.round.origin))
    head = text("cli.rounds.warn.head", group=visible(entry.round.group), number=entry.number, origin=origin)
    if warning.direction is None:
        lines = [head, text(f"cli.rounds.warn.{warning.state}")]
    else:
        lines = [head, text(f"cli.rounds.warn.{warning.state}.{warning.direction}", since=since)]
    if warning.months:
        heads = [text(f"cli.rounds.column.{name}") for name in ("month", "score")]
        rows = [
            [formats.month_short(month_label(month)), formats.number(float(score), 2)]
            for month, score in zip(warning.months, warning.scores, strict=True)
        ]
        facts = {
            "limit": formats.number(warning.limit, 2),
            "alarms": formats.percent(warning.false_alarms),
            "found": formats.percent(warning.detected),
        }
        lines += [columns(heads, rows), text("cli.rounds.warn.rate", **facts)]
    return "\n".join(lines)
