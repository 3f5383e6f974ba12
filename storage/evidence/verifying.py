"""`evidence verify`: does a pack hold? Offline, without an archive, believing nothing that the pack says of itself."""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.evidence import forms, zipform
from storage.evidence.checking_captures import check_captures
from storage.evidence.checking_chain import check_chain
from storage.evidence.containers import READ_FAULTS, Pack, opened
from storage.evidence.findings import Verdict
from storage.evidence.timestamps import Authority
from storage.evidence.written import Chain, Manifest, Unreadable, read

MAX_JSON = 256 << 20
_FIXED = (forms.README, forms.CHAIN, forms.DIFF, forms.WARC, forms.MANIFEST, forms.SUMS)


@dataclass(frozen=True, slots=True)
class Held:
    """A member as it is in the pack."""

    sha256: str
    size: int


def verify(path: Path, authority: Authority | None = None) -> Verdict:
    """Check a pack, a zip or its unpacked folder. `authority` is whom timestamps are expected from, when known.

    Raises NotAPack when there is no pack there; everything else that is wrong is a finding.
    """
    verdict = Verdict(str(path))
    with opened(path) as pack:
        for fault in pack.faults:
            verdict.find("", "", fault)
        held, members = _hash_all(pack, verdict)
        verdict.files = len(held)
        manifest, plain = _manifest(pack, held, verdict)
        _check_hashes(pack, held, manifest, plain, verdict)
        if manifest is not None:
            verdict.notice, verdict.title = manifest.notice.id, manifest.notice.title
            verdict.captures = len(manifest.captures)
            digests = {name: one.sha256 for name, one in held.items()}
            check_captures(pack, manifest, digests, verdict)
            chain = _chain(pack, held, verdict)
            if chain is not None:
                check_chain(pack, manifest, chain, digests, verdict, authority)
        if verdict.holds:
            for fault in pack.container_faults(members):
                verdict.find("", "", fault)
    return verdict


def _hash_all(pack: Pack, verdict: Verdict) -> tuple[dict[str, Held], list[zipform.Member]]:
    held: dict[str, Held] = {}
    members = []
    for name in pack.names:
        hasher, size, crc = hashlib.sha256(), 0, 0
        try:
            with pack.open(name) as content:
                while chunk := content.read(zipform.CHUNK):
                    hasher.update(chunk)
                    size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        except (*READ_FAULTS, OSError) as error:
            verdict.find(name, "", f"cannot be read out of the pack ({' '.join(str(error).split())[:100]})")
            continue
        held[name] = Held(hasher.hexdigest(), size)
        members.append(zipform.Member(name, size, crc))
    return held, members


def _content(pack: Pack, name: str) -> bytes:
    with pack.open(name) as content:
        return content.read(MAX_JSON)


def _manifest(pack: Pack, held: dict[str, Held], verdict: Verdict) -> tuple[Manifest | None, dict[str, Any]]:
    if forms.MANIFEST not in held:
        return None, {}
    content = _content(pack, forms.MANIFEST)
    try:
        manifest, plain = read(Manifest, content)
    except Unreadable as fault:
        verdict.find(forms.MANIFEST, "", f"altered: {fault}")
        return None, {}
    if manifest.format != forms.FORMAT:
        verdict.find(forms.MANIFEST, "format", f"is '{manifest.format[:40]}', and {forms.FORMAT} is what is known here")
    if manifest.digest != forms.manifest_digest(plain):
        verdict.find(forms.MANIFEST, "digest", "altered: it no longer has the digest that it states of itself")
    elif content != forms.manifest_bytes(plain):
        verdict.find(forms.MANIFEST, "", "altered: it is not written as an export writes it")
    return manifest, plain


def _chain(pack: Pack, held: dict[str, Held], verdict: Verdict) -> Chain | None:
    if forms.CHAIN not in held:
        return None
    try:
        return read(Chain, _content(pack, forms.CHAIN))[0]
    except Unreadable as fault:
        verdict.find(forms.CHAIN, "", f"altered: {fault}")
        return None


def _check_hashes(
    pack: Pack, held: dict[str, Held], manifest: Manifest | None, plain: dict[str, Any], verdict: Verdict
) -> None:
    """Every file against both lists of hashes; where they disagree, the list that no longer holds is named."""
    sums = _sums(pack, held, verdict)
    sound = manifest is not None and manifest.digest == forms.manifest_digest(plain)
    listed = {name: file.sha256 for name, file in manifest.files.items()} if manifest else {}
    known = {*sums, *listed, *_FIXED} - {forms.SUMS}
    for name in sorted(known - held.keys()):
        if not any(found.file == name for found in verdict.findings):
            verdict.find(name, "", "is missing from the pack")
    for name in sorted(held.keys() - {forms.SUMS}):
        one = held[name]
        if name not in known or (name not in sums and name not in listed and name != forms.MANIFEST):
            verdict.find(name, "", "is in the pack, and neither manifest.json nor SHA256SUMS lists it")
            continue
        by_sums = sums.get(name) == one.sha256
        if name == forms.MANIFEST:
            if not by_sums:
                verdict.find(*_blame_for_manifest(sound))
            continue
        by_manifest = listed.get(name) == one.sha256
        if by_sums and by_manifest:
            if manifest and manifest.files[name].bytes != one.size:
                verdict.find(
                    forms.MANIFEST, f"files.{name}", f"states {manifest.files[name].bytes} bytes, not {one.size}"
                )
        elif by_manifest:
            verdict.find(forms.SUMS, name, "altered: not the hash of the file, which manifest.json has")
        elif by_sums and manifest is not None:
            verdict.find(forms.MANIFEST, f"files.{name}", "altered: not the hash of the file, which SHA256SUMS has")
        elif not by_sums:
            verdict.find(name, "", f"altered: its SHA-256 is {one.sha256}, not the one listed")


def _blame_for_manifest(sound: bool) -> tuple[str, str, str]:
    if sound:
        return forms.SUMS, forms.MANIFEST, "altered: this line is not the hash of the file, which is sound by itself"
    return forms.MANIFEST, "", "altered: its SHA-256 is not the one in SHA256SUMS"


def _sums(pack: Pack, held: dict[str, Held], verdict: Verdict) -> dict[str, str]:
    if forms.SUMS not in held:
        if not any(found.file == forms.SUMS for found in verdict.findings):
            verdict.find(forms.SUMS, "", "is missing from the pack")
        return {}
    content = _content(pack, forms.SUMS)
    digests, faults = forms.read_sums(content.decode("utf-8", "replace"))
    for fault in faults:
        verdict.find(forms.SUMS, "", f"altered: {fault}")
    if not faults and content != forms.sums_bytes(digests):
        verdict.find(forms.SUMS, "", "altered: it is not written as an export writes it")
    return digests
