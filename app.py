"""The app that `make run` serves: the pages in the browser, and the quick answers while a lever moves."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import file_util

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.people import directory
from forecasting.server.doors import door_of, streamlit_doors
from forecasting.server.guard import Guard
from forecasting.server.headers import script_hashes
from forecasting.server.health import readiness
from forecasting.server.lines import bound_lines
from forecasting.server.logs import log_as_json, wants_json
from forecasting.server.metrics import Metrics, memory
from forecasting.server.observed import Observed
from forecasting.server.proxies import believe_no_header, peer
from forecasting.server.settings import settings_of
from forecasting.server.sign_in import check_sign_in, identity_headers
from forecasting.ui.board.live import route
from forecasting.ui.board.question import LARGEST
from forecasting.ui.offline import stay_offline
from forecasting.ui.pages.table import LOG, PAGES
from forecasting.ui.ready import CHECKS, GAUGES
from forecasting.ui.session.pace import PACE
from forecasting.ui.session.person import known_by
from forecasting.ui.session.uploads import room
from forecasting.ui.warm import warmed

believe_no_header()
stay_offline()

try:
    addresses = st.get_option("server.address"), st.get_option("browser.serverAddress")
    known = directory()
    settings = replace(settings_of(os.environ, *addresses), identity=identity_headers(known))
    check_sign_in(known, settings, os.environ, addresses[:1])
except InputError as error:
    raise SystemExit("\n".join(error.sentences(Texts()))) from None

bound_lines(settings.proxies)
PACE.rates = settings.limits
live = route()
base = str(st.get_option("server.baseUrlPath"))
metrics = Metrics({**GAUGES, "memory_bytes": memory})
ready, figures = readiness(CHECKS), metrics.route()
if wants_json(os.environ):
    log_as_json()
doors = (
    *streamlit_doors(
        base,
        [page.name for page in (*PAGES, LOG)],
        int(st.get_option("server.maxUploadSize")) * 1024**2,
        room,
    ),
    door_of(live, largest=LARGEST, limit="live"),
    door_of(ready, operators=True),
    door_of(figures, operators=True),
)
scripts = script_hashes((Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8"))

app = st.App(
    "forecasting/ui/script/main.py",
    routes=[live, ready, figures],
    middleware=[
        Middleware(Observed, metrics=metrics, base=base),
        Middleware(
            Guard, settings=settings, doors=doors, scripts=scripts, who=lambda scope: known_by(scope) or peer(scope)
        ),
    ],
    lifespan=warmed,
)
