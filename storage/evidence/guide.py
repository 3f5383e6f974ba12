"""README.txt of a pack: what is in it and how to check it by hand, for somebody without Regwatch."""

import textwrap
from typing import Any

_TEXT = """EVIDENCE OF ONE NOTICE

Notice:   {id}
Title:    {title}
Address:  {url}
Captures: {captures}, from {first} to {last} (UTC+8)
Format:   {format}

WHAT IS IN HERE
  manifest.json      what was captured: for each capture the address, the address really asked, the time of the fetch,
                     the HTTP status, the headers, the SHA-256 of the bytes, and its link in the chain; also the
                     notice's versions and changes
  raw/               the bytes of the captures, as the server sent them after transfer and content encodings were undone
  captures.warc.gz   the same captures as a web archive (WARC/1.1), for any WARC reader
  chain.json         where each capture stands in the chain of all captures, and in its day's Merkle tree
  diff.html          what changed from each version of the notice to the next
  timestamps/        for days that an authority has countersigned: the root (.root) and its RFC 3161 answer (.tsr)
  SHA256SUMS         the SHA-256 of every other file

HOW TO CHECK IT
1. That no file was altered. In the unpacked folder:
       sha256sum -c SHA256SUMS
   Every line has to end in "OK". (Windows: certutil -hashfile FILE SHA256; macOS: shasum -a 256 -c SHA256SUMS.)
2. That the web archive holds the same bytes, with any WARC reader, for instance:
       warcio check -v captures.warc.gz
3. That a capture's link follows from what the manifest says of it:
       {link_rule}
   With the values of one capture from manifest.json and headers_sha256 from chain.json:
       printf '%s\\n%s\\n%s\\n%s\\n%s\\n%s' PREVIOUS_LINK SHA256 URL FETCHED_AT STATUS HEADERS_SHA256 | sha256sum
   has to print the capture's "link".
4. That a link belongs to its day's root: combine it with the hashes of its "proof" in chain.json.
       {root_rule}
{timestamps}
With Regwatch all of it is one command, which needs no network and no archive:
       regwatch evidence verify PACK

WHAT THIS PROVES, AND WHAT NOT
Steps 1 to 4 prove that the pack is whole and that its parts fit each other. Somebody who wanted to forge all of it
could make it fit again. That is what the roots are for: compare the root of the day with one that you received earlier,
with one held by somebody else, or have it countersigned by a timestamp authority. A timestamp proves that the captures
of that day, and all before them, were there at the stated time and were not altered since.
The link covers the bytes, the address, the time of the fetch, the status and the headers. What else the manifest states
(the address really asked, how TLS was verified, when the run looked, how the bytes were read) is covered by SHA256SUMS
only. Only the status code of an answer is kept; the phrase beside it in the web archive is the standard one.
"""
_STAMPED = """5. That an authority countersigned the day's root. With the authority's certificate in ca.pem:
       openssl ts -verify -data timestamps/DAY.root -in timestamps/DAY.tsr -CAfile ca.pem
   The root file holds the root of that day in chain.json and a line feed.
"""
_UNSTAMPED = """5. No authority has countersigned the days of these captures; timestamps/ is not there.
"""


def readme(manifest: dict[str, Any], chain: dict[str, Any], *, stamped: bool) -> bytes:
    fetched = sorted(capture["fetched_at"] for capture in manifest["captures"]) or ["(none)"]
    notice = manifest["notice"]
    text = _TEXT.format(
        id=notice["id"],
        title=_line(notice["title"]),
        url=_line(notice["url"]),
        captures=len(manifest["captures"]),
        first=fetched[0],
        last=fetched[-1],
        format=manifest["format"],
        link_rule=_wrapped(chain["link_rule"]),
        root_rule=_wrapped(chain["root_rule"]),
        timestamps=_STAMPED if stamped else _UNSTAMPED,
    )
    return text.encode("utf-8", "replace")


def _wrapped(text: str) -> str:
    return f"\n{' ' * 7}".join(textwrap.wrap(text, 110))


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
