"""How many connections the server holds, and how long one may say nothing that is a request.

uvicorn waits without end for the rest of a request's head, and `streamlit run` cannot tell it how many connections to
accept; so a client that opens many and sends a letter now and then would take the last one. A connection is looked at
every so often: where nothing has become a request since, it is given up. One beyond the number is not taken at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from forecasting.server.proxies import Network, is_in

__all__ = ["bound_lines"]

PATIENCE = 20.0  # seconds from one look to the next
MOST = 800  # connections; of 1,024 files that a process may open by default
MOST_OF_ONE = 400  # of one address, unless it is a proxy that was named

Made = Callable[[Any, Any], None]


def bound_lines(proxies: Sequence[Network] = ()) -> None:
    """Bound what the server takes on from now on; a second time changes the proxies only."""
    made: Made = getattr(H11Protocol.connection_made, "within", H11Protocol.connection_made)

    def bounded(line: Any, transport: Any) -> None:
        made(line, transport)
        if _is_one_too_many(line, proxies):
            transport.abort()
        else:
            line.loop.call_later(PATIENCE, _look, line, None)

    bounded.within = made  # type: ignore[attr-defined]
    setattr(H11Protocol, "connection_made", bounded)  # noqa: B010  a method cannot be assigned


def _is_one_too_many(line: Any, proxies: Sequence[Network]) -> bool:
    if len(line.connections) > MOST:
        return True
    if line.client is None or is_in(line.client[0], proxies):
        return False
    theirs: int = sum(other.client is not None and other.client[0] == line.client[0] for other in line.connections)
    return theirs > MOST_OF_ONE


def _look(line: Any, last: object) -> None:
    """Give the connection up where it waits for the head of a request as it did when it was looked at last."""
    if line.transport.is_closing() or line.transport.get_protocol() is not line:  # it has become a WebSocket
        return
    waits = line.cycle is None or line.cycle.response_complete
    if waits and line.cycle is last:
        line.transport.abort()
    else:
        line.loop.call_later(PATIENCE, _look, line, line.cycle)
