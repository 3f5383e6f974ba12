"""Where the captures of a pack stand: links before and after, the day's tree, the authority's countersignature."""

import hashlib
import json

from storage.evidence import forms, merkle, timestamps
from storage.evidence.containers import READ_FAULTS, Pack
from storage.evidence.days import leaf_of
from storage.evidence.findings import Verdict
from storage.evidence.written import Capture, Chain, Manifest, Next, Place, RootShape

MAX_ANSWER = 1 << 20


def check_chain(
    pack: Pack,
    manifest: Manifest,
    chain: Chain,
    digests: dict[str, str],
    verdict: Verdict,
    authority: timestamps.Authority | None,
) -> None:
    roots = {root.day: root for root in chain.roots}
    places = {place.capture: place for place in chain.captures}
    for capture in manifest.captures:
        place = places.pop(capture.id, None)
        if place is None:
            verdict.find(forms.CHAIN, f"capture {capture.id}", "has no place in the chain")
        else:
            _check_place(capture, place, roots.get(place.day), verdict)
    for left in places:
        verdict.find(forms.CHAIN, f"capture {left}", "is not in the manifest")
    for root in chain.roots:
        verdict.roots.append({"day": root.day, "root": root.root, "sealed_at": root.sealed_at})
        _check_timestamp(pack, root, digests, verdict, authority)


def _check_place(capture: Capture, place: Place, root: RootShape | None, verdict: Verdict) -> None:
    where = f"capture {capture.id}"
    headers = json.dumps(capture.headers, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stated = {
        "previous_link": (place.previous_link, capture.previous_link),
        "link": (place.link, capture.link),
        "headers_sha256": (place.headers_sha256, hashlib.sha256(headers).hexdigest()),
    }
    for name, (here, there) in stated.items():
        if here != there:
            verdict.find(forms.CHAIN, f"{where}, {name}", "is not what manifest.json gives")
    if place.next is not None and (place.next.capture <= capture.id or not _follows(place.next, place.link)):
        verdict.find(forms.CHAIN, f"{where}, next", f"capture {place.next.capture} does not follow from this one")
    if root is None:
        verdict.find(forms.CHAIN, f"{where}, day", f"there is no root of {place.day[:20]}")
        return
    path = [bytes.fromhex(step) for step in place.proof]
    led = merkle.root_by(leaf_of(place.link), place.leaf, place.leaves, path)
    if led is None or led.hex() != root.root or place.leaves != root.captures:
        verdict.find(forms.CHAIN, f"{where}, proof", f"does not lead to the root of {root.day}")
    if not root.first_capture <= capture.id <= root.last_capture:
        verdict.find(forms.CHAIN, f"{where}, day", f"the root of {root.day} does not cover this capture")


def _follows(after: Next, previous: str) -> bool:
    lines = [previous, after.sha256, after.url, after.fetched_at, str(after.status), after.headers_sha256]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest() == after.link


def _check_timestamp(
    pack: Pack,
    root: RootShape,
    digests: dict[str, str],
    verdict: Verdict,
    authority: timestamps.Authority | None,
) -> None:
    place = f"{forms.TIMESTAMPS}{root.day}"
    if not root.timestamp:
        if authority is not None:
            verdict.find(forms.CHAIN, f"root {root.day}", "no authority has countersigned it")
        return
    message = timestamps.message(root.root)
    if digests.get(f"{place}.root") != hashlib.sha256(message).hexdigest():
        verdict.find(f"{place}.root", "", f"is not the root of {root.day} that chain.json states")
    name = f"{place}.tsr"
    if name not in digests:
        verdict.find(name, "", "is missing from the pack")
        return
    try:
        with pack.open(name) as content:
            answer = content.read(MAX_ANSWER)
        told = timestamps.check(answer, message, authority)
    except timestamps.TimestampFault as fault:
        verdict.find(name, "", str(fault))
    except timestamps.NotInstalled as missing:
        verdict.notes.append(f"{name} was not checked: {missing}")
    except READ_FAULTS as error:
        verdict.find(name, "", f"cannot be read ({error})")
    else:
        trust = "" if authority else " (the authority's certificate was not given, so its signature was not checked)"
        verdict.notes.append(f"the root of {root.day} was countersigned at {told}{trust}")
