"""`python -m forecasting report`: the papers for cabinet, budget, municipalities and hearing, as files."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.files import write_whole
from forecasting.base.state import state
from forecasting.base.text import Texts
from forecasting.commands.observed import observed
from forecasting.commands.progress import Progress

__all__ = ["add_options", "run"]

ALL = "all"


def add_options(command: argparse.ArgumentParser, text: Texts) -> None:
    """Declare what the command understands."""
    add = command.add_argument
    add("--scenario", nargs="+", action="extend", default=[], metavar="FILE", help=text("cli.report.scenario"))
    add("--out", required=True, metavar="DIR", help=text("cli.report.out"))
    add("--formats", default=ALL, metavar="LIST", help=text("cli.report.formats"))
    add("--for", default=ALL, metavar="LIST", dest="kinds", help=text("cli.report.for"))
    add("--district", default="", metavar="AGS", help=text("cli.report.district"))
    add("--data", metavar="DIR", help=text("cli.option.data"))
    add("--set", action="append", default=[], metavar="KEY=VALUE", help=text("cli.option.set"))
    add("--json", action="store_true", help=text("cli.option.json"))


def run(options: argparse.Namespace, text: Texts) -> int:
    """Compute, write the files and a ZIP of them all, and name them."""
    from forecasting import load_scenario
    from forecasting.papers.bundle import bundle, wishes
    from forecasting.papers.case import computed, own_origin, with_base
    from forecasting.papers.make import FORMATS, KINDS
    from forecasting.reports.run import made_on

    formats = _chosen(options.formats, FORMATS, "--formats")
    kinds = _chosen(options.kinds, tuple(KINDS), "--for")
    _check_district(options.district, asked=options.kinds != ALL and "district" in kinds)
    wanted = [wish for wish in wishes(formats, kinds) if options.district or wish.kind != "district"]
    if not wanted:
        raise InputError(Finding("cli.report.nothing"))
    folder = _folder(options.out)
    scenarios = [load_scenario(file, options.set) for file in options.scenario or [None]]
    observations = observed(options)
    _check_known(options.district, observations.districts)
    with Progress(text("cli.report.computing"), text) as progress:
        case = computed(
            with_base(scenarios),
            observations,
            text,
            actor=options.actor,
            paths=options.paths,
            seed=options.seed,
            origin=own_origin(observations, text) if options.data else None,
            district=options.district,
            date=made_on(datetime.date.today()).isoformat(),
            progress=progress,
        )
    with Progress(text("cli.report.writing"), text) as progress:
        found = bundle(
            case, wanted, optional=options.kinds == ALL, progress=lambda done, total, _: progress(done, total)
        )
    for finding in found.left_out:
        print(f"{text('cli.notice')}: {finding.sentence(text)}", file=sys.stderr)
    files = found.files() | {found.name: found.zip()}
    _write(folder, files)
    if options.json:
        print(
            json.dumps({"folder": str(folder), "zip": found.name, **json.loads(found.manifest())}, ensure_ascii=False)
        )
    else:
        print("\n".join(str(folder / name) for name in files))
    return 0


def _chosen(given: str, known: Sequence[str], option: str) -> list[str]:
    """The names of a list, "all" for every one.

    Raises:
        InputError: a name that there is not.
    """
    names = [name.strip() for name in given.split(",") if name.strip()]
    if ALL in names:
        return list(known)
    facts = {"option": option, "known": ", ".join((ALL, *known))}
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise InputError([Finding("cli.report.unknown", facts, value=name) for name in wrong or [given]])
    return [name for name in known if name in names]


def _check_district(given: str, *, asked: bool) -> None:
    if given and not state().is_key(given):
        raise InputError(Finding("cli.report.district_key", value=given))
    if asked and not given:
        raise InputError(Finding("cli.report.district_missing"))


def _check_known(given: str, districts: object) -> None:
    """Refuse a district that the data don't have."""
    import pandas as pd

    known = districts["district"].astype(str).tolist() if isinstance(districts, pd.DataFrame) else []
    if given and given not in known:
        raise InputError(Finding("cli.report.district_unknown", value=given))


def _folder(out: str) -> Path:
    """The folder, which need not be there yet, nor those that it lies in.

    Raises:
        InputError: it cannot be written to.
    """
    folder = Path(out)
    place = next(each for each in (folder, *folder.resolve().parents) if each.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise InputError(Finding("cli.not_writable", file=out))
    return folder


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_whole(folder / name, data, mode=0o644)
    except OSError as error:
        raise InputError(Finding("cli.not_writable", file=str(folder))) from error
