"""A few gauges for Prometheus (text format 0.0.4), from tables; and whether the service is in health."""

from collections import Counter
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from regwatch.web.api.answers import json_answer
from regwatch.web.site import TookTooLong, site_of
from storage.clock import moment
from storage.database import Database
from storage.errors import StorageError
from storage.queries.coverage import sources

router = APIRouter(include_in_schema=False)
_STATES = ("healthy", "late", "challenged", "drifted", "unreachable", "never")


@router.get("/healthz")
def healthz(request: Request) -> Response:
    """200 while the archive answers (and the schedule, if there is one, ticks), else 503; tells nothing else."""
    site = site_of(request)
    try:
        with site.reading() as db:
            db.conn.execute("SELECT count(*) FROM channels").fetchone()
    except (StorageError, TookTooLong):
        return _sick("the archive cannot be read")
    pulse = request.app.state.pulse
    if pulse is not None and not pulse():
        return _sick("the schedule does not tick")
    return json_answer({"status": "ok"}, {"cache-control": "no-store"})


def _sick(sentence: str) -> Response:
    answer = json_answer({"status": "fault", "error": sentence}, {"cache-control": "no-store"})
    answer.status_code = 503
    return answer


@router.get("/metrics")
def metrics(request: Request) -> Response:
    site = site_of(request)
    with site.reading() as db:
        text = exposition(db, site.clock())
    extra = request.app.state.job_lines
    return PlainTextResponse(
        text + (extra() if extra else ""),
        media_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"cache-control": "no-store"},
    )


def exposition(db: Database, now: datetime) -> str:
    states = sources(db, now)
    counted = Counter(state["state"] for state in states)
    lines: list[str] = []
    _gauge(lines, "regwatch_channels", "Channels by state.", [({"state": s}, counted[s]) for s in _STATES])
    ages = [
        ({"source": one["source"], "channel": one["channel"]}, (now - moment(one["last_success_at"])).total_seconds())
        for one in states
        if one["last_success_at"]
    ]
    _gauge(lines, "regwatch_channel_last_success_age_seconds", "Seconds since a channel was last read.", ages)
    kinds = db.conn.execute("SELECT kind, count(*) FROM changes GROUP BY kind ORDER BY kind").fetchall()
    _gauge(lines, "regwatch_changes", "Changes in the archive by kind.", [({"kind": row[0]}, row[1]) for row in kinds])
    for table in ("notices", "versions", "captures"):
        count = db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        _gauge(lines, f"regwatch_{table}", f"{table.capitalize()} in the archive.", [({}, count)])
    pages, size = (db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    _gauge(lines, "regwatch_archive_bytes", "Size of archive.db.", [({}, pages * size)])
    return "".join(f"{line}\n" for line in lines)


def _gauge(lines: list[str], name: str, told: str, samples: list[tuple[dict[str, Any], float]]) -> None:
    lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(str(text))}"' for key, text in labels.items())
        lines.append(f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


__all__ = ["exposition", "router"]
