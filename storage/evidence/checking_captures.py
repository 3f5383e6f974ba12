"""The captures of a pack: their bytes, their links, and the web archive that tells them a second time."""

import contextlib
import hashlib
import io
import json
from dataclasses import fields
from typing import IO

from warcio.exceptions import ArchiveLoadFailed

from storage.archive.captures import chain_link
from storage.clock import NotAMoment
from storage.evidence import forms, warcs
from storage.evidence.containers import READ_FAULTS, Pack
from storage.evidence.findings import Verdict
from storage.evidence.written import Capture, Manifest

_HEAD_ROOM = 1 << 20
_NAMES = {"date": "fetched_at", "status_line": "status", "capture": "id"}


def check_captures(pack: Pack, manifest: Manifest, digests: dict[str, str], verdict: Verdict) -> None:
    """`digests` are the hashes of the pack's members as they are."""
    last = -1
    for capture in manifest.captures:
        where = f"capture {capture.id}"
        if capture.id <= last:
            verdict.find(forms.MANIFEST, where, "stands out of order, or twice")
        last = capture.id
        if capture.tls not in ("", "verified"):
            verdict.notes.append(f"{where} ({capture.url[:200]}) says of its TLS: {capture.tls[:100]}")
        held = digests.get(capture.file)
        if held is None:
            verdict.find(forms.MANIFEST, f"{where}, file", f"there is no {capture.file[:100]} in the pack")
        elif held != capture.sha256:
            verdict.find(capture.file, where, "does not hold the bytes whose hash the capture states")
        if link_of(capture) != capture.link:
            verdict.find(
                forms.MANIFEST,
                where,
                "its link does not follow from previous_link, sha256, url, fetched_at, status and headers: "
                "one of them, or the link, is not what was captured",
            )
    _check_versions(manifest, verdict)
    if forms.WARC in digests:
        _check_warc(pack, manifest, verdict)


def link_of(capture: Capture) -> str:
    headers = json.dumps(capture.headers, ensure_ascii=False)
    try:
        return chain_link(
            capture.previous_link, capture.sha256, capture.url, capture.fetched_at, capture.status, headers
        )
    except UnicodeEncodeError:
        return ""


def _check_versions(manifest: Manifest, verdict: Verdict) -> None:
    """Every version rests on captures of this pack."""
    known = {capture.id for capture in manifest.captures}
    hashes = {capture.sha256 for capture in manifest.captures}
    for version in manifest.versions:
        if version.capture is not None and version.capture not in known:
            verdict.find(forms.MANIFEST, f"version {version.version}", f"capture {version.capture} is not in the pack")
        for attachment in version.attachments:
            if attachment.sha256 and attachment.sha256 not in hashes:
                verdict.find(
                    forms.MANIFEST,
                    f"version {version.version}, attachment {attachment.name[:80]}",
                    "no capture of the pack holds its bytes",
                )


def _check_warc(pack: Pack, manifest: Manifest, verdict: Verdict) -> None:
    sizes = sum(capture.bytes for capture in manifest.captures)
    heads = sum(len(json.dumps(capture.headers)) + len(capture.url) * 4 for capture in manifest.captures)
    limit = sizes + 4 * heads + _HEAD_ROOM + 4096 * len(manifest.captures)
    waiting = iter(manifest.captures)
    try:
        with pack.open(forms.WARC) as packed, contextlib.redirect_stderr(io.StringIO()):
            for told, body in warcs.read(packed, limit):
                capture = next(waiting, None)
                if capture is None:
                    verdict.find(forms.WARC, "", "holds a record more than the manifest has captures")
                    return
                _check_record(told, body, capture, verdict)
    except (*READ_FAULTS, ArchiveLoadFailed, OSError, AttributeError, TypeError) as error:
        verdict.find(forms.WARC, "", f"altered: cannot be read as a web archive ({' '.join(str(error).split())[:100]})")
        return
    for capture in waiting:
        verdict.find(forms.WARC, f"capture {capture.id}", "has no record")


def _check_record(told: warcs.Told, body: IO[bytes], capture: Capture, verdict: Verdict) -> None:
    where = f"capture {capture.id}"
    try:
        expected = warcs.told(capture.model_dump()).as_read()
    except (NotAMoment, ValueError, OverflowError):
        verdict.find(forms.MANIFEST, f"{where}, fetched_at", "is not a time")
        return
    for field in fields(warcs.Told):
        if getattr(told, field.name) != getattr(expected, field.name):
            name = _NAMES.get(field.name, field.name)
            verdict.find(forms.WARC, f"{where}, {name}", "is not what manifest.json states")
    hasher = hashlib.sha256()
    while chunk := body.read(warcs.CHUNK):
        hasher.update(chunk)
    if hasher.hexdigest() != capture.sha256:
        verdict.find(forms.WARC, where, "the record's bytes do not have the hash that the capture states")
