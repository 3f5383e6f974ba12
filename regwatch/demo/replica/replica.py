"""The three sites of a story on loopback, at one moment of it."""

import threading
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from types import TracebackType

from regwatch.demo.replica import furniture, mee, miit, samr
from regwatch.demo.replica.faults import FAULTS, Fault
from regwatch.demo.replica.noise import Noise
from regwatch.demo.replica.server import Server
from regwatch.demo.replica.view import View, look
from regwatch.demo.replica.wire import Logged, Reply, Request, decoded, not_found
from regwatch.demo.story.model import Story
from regwatch.demo.story.places import path
from storage.clock import moment as read_moment
from storage.clock import stamp

_SITES = {"miit": miit, "samr": samr, "mee": mee}


class Replica:
    """Three HTTP servers, one a site. The same story, seed and order of requests give the same bytes.

    `noise=False` leaves only the constants (every fetch of an unchanged page is the same). The story's own outages show
    by themselves; `fault()` adds others, of which the last one that meets a path wins. All methods may be called from
    any thread.
    """

    def __init__(self, story: Story, *, seed: int = 1, noise: bool = True) -> None:
        self.story, self.seed, self.noise = story, seed, noise
        self.moment = story.start
        self.log: list[Logged] = []
        self._servers: dict[str, Server] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._views: dict[str, View] = {}
        self._pools: dict[str, list[tuple[str, str]]] = {}
        self._lock = threading.Lock()
        self.at(story.start)

    def start(self, ports: Mapping[str, int] | None = None) -> dict[str, str]:
        """Open the servers and answer `{source: origin}`. Without `ports` the system chooses them."""
        if self._servers:
            raise RuntimeError("the replica is already running; stop it before starting it again")
        for source in self.story.sources:
            server = Server((ports or {}).get(source, 0), partial(self.answer, source), partial(self._note, source))
            self._servers[source] = server
            server.start()
        return self.origins

    @property
    def origins(self) -> dict[str, str]:
        return {source: server.origin for source, server in self._servers.items()}

    def stop(self) -> None:
        for server in self._servers.values():
            server.close()
        self._servers = {}

    def __enter__(self) -> "Replica":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def at(self, when: datetime | date | str) -> None:
        """Move the whole world to a moment; what is published then is visible. A bare date is its first second.

        Raises storage.clock.NotAMoment.
        """
        moment = read_moment(stamp(when) if isinstance(when, datetime) else str(when))
        views = {source: look(self.story, source, moment) for source in self.story.sources}
        pools = {
            source: [(path(shown.notice), shown.content.title) for shown in view.shown if not shown.notice.pointer][:60]
            for source, view in views.items()
        }
        with self._lock:
            self.moment, self._views, self._pools = moment, views, pools

    def fault(self, source: str, kind: str, path_prefix: str = "") -> None:
        """Let a source misbehave from now on, for all paths or those under a prefix."""
        if kind not in FAULTS:
            raise ValueError(f"no fault '{kind}'; there are {', '.join(FAULTS)}")
        if source not in self.story.sources:
            raise ValueError(f"no source '{source}'; there are {', '.join(self.story.sources)}")
        with self._lock:
            self._faults.setdefault(source, []).append(Fault(kind, path_prefix))

    def heal(self, source: str | None = None) -> None:
        """Take back the faults of one source or of all. Outages of the story stay."""
        with self._lock:
            for key in [source] if source else list(self._faults):
                self._faults.pop(key, None)

    def forget(self) -> None:
        """Empty the log."""
        self.log = []

    def answer(self, source: str, request: Request) -> Reply:
        """The reply of a site to one request, before conditional headers are looked at."""
        with self._lock:
            view, pool, moment = self._views[source], self._pools[source], self.moment
            faults = [Fault(item.kind) for item in self.story.outages_at(moment) if item.source == source]
            faults += self._faults.get(source, [])
        where = decoded(request.path)
        met = next((fault for fault in reversed(faults) if fault.meets(where)), None)
        site = _SITES[source]
        if met is not None and met.kind == "empty_list" and site.is_list(where):
            view = view.emptied()
        if where == "/robots.txt":
            reply = not_found()
        else:
            reply = site.respond(request, view, self._noise(source, request, view, pool))
        return FAULTS[met.kind](request, reply) if met is not None else reply

    def addresses(self, source: str) -> list[str]:
        """The paths of every page and list page that the site shows now (not of attachments)."""
        return [*_SITES[source].lists(self._views[source]), *self._views[source].pages]

    def _note(self, source: str, request: Request, reply: Reply, status: int) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.log.append(
            Logged(
                source, request.method, headers.get("host", ""), request.path, request.raw_query, headers, status,
                len(reply.body), self.moment,
            )
        )  # fmt: skip

    def _noise(self, source: str, request: Request, view: View, pool: list[tuple[str, str]]) -> Noise:
        """MEE's pages are files: their noise changes with the nightly rebuild, not with the request."""
        if not self.noise:
            return Noise("still", self.story.start)
        if source == "mee":
            night = view.moment.replace(hour=0, minute=0, second=0, microsecond=0)
            return Noise(f"{self.seed}:{request.path}:{night:%Y%m%d}", night, pool, furniture.hot())
        return Noise(f"{self.seed}:{source}:{request.serial}", view.moment, pool, furniture.hot())
