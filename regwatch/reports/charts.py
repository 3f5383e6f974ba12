"""The week's charts as SVG that carries its own colours, for pages that are kept and for PDF. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

KINDS = ("published", "edited", "withdrawn", "restored")
_FILLS = {"published": "#1f7a4d", "edited": "#b87900", "withdrawn": "#b32020", "restored": "#1558a6"}
_STYLE = Markup(
    "text{font-family:'Noto Sans CJK SC',Arial,sans-serif;font-size:11px;fill:#1c2733}"
    ".tile text{text-anchor:middle}.tile .zh{font-size:17px;font-weight:bold}.tile .en{font-size:11px}"
    ".tile rect{fill:#eef1f4;stroke:#d5dce3}.ro-issued rect{fill:#cfeedd;stroke:#1f7a4d}"
    ".ro-consultation rect{fill:#ffeebf;stroke:#b87900}.month,.dom{fill:#55636f}"
    ".day.ok{fill:#1f7a4d}.day.mixed{fill:#e0a800}.day.bad{fill:#b32020}.day.none{fill:#e1e6eb}"
    ".mark{stroke:#fff;stroke-width:2;fill:none}"
)
_LEFT, _WIDTH, _HEIGHT, _BASE = 26, 520, 150, 122


def own_style(svg: Markup) -> Markup:
    """The SVG with its style inside: a PDF maker does not look for it in the page."""
    head, _, rest = svg.partition(">")
    return head + Markup("><style>") + _STYLE + Markup("</style>") + rest if rest else svg


def changes_by_day(days: Sequence[date], kinds: Sequence[tuple[date, str]], words: Mapping[str, str]) -> Markup:
    """Bars, one a day, the kinds of change on top of each other. `kinds` are (day, kind); `words` names each kind and
    the whole chart ('title')."""
    counts = Counter(kinds)
    most = max([sum(counts[day, kind] for kind in KINDS) for day in days], default=0) or 1
    step = (_WIDTH - _LEFT) / max(len(days), 1)
    parts = [_axis(most)]
    for place, day in enumerate(days):
        x = _LEFT + place * step
        parts.append(_bar(x + step * 0.18, step * 0.64, day, counts, most, words))
        parts.append(
            Markup('<text x="{:.0f}" y="{}" text-anchor="middle">{}</text>').format(
                x + step / 2, _BASE + 14, day.strftime("%m-%d")
            )
        )
    shown = [kind for kind in KINDS if any(counts[day, kind] for day in days)]
    parts += [_key(place, kind, words[kind]) for place, kind in enumerate(shown)]
    return Markup('<svg role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-label="{2}">{3}</svg>').format(
        _WIDTH, _HEIGHT + 14, words["title"], Markup("").join(parts)
    )


def _axis(most: int) -> Markup:
    lines = [
        Markup(
            '<line x1="{}" x2="{}" y1="{y:.0f}" y2="{y:.0f}" stroke="#d5dce3"/><text x="0" y="{t:.0f}">{n}</text>'
        ).format(_LEFT, _WIDTH, y=_at(number, most), t=_at(number, most) + 4, n=number)
        for number in dict.fromkeys((0, most))
    ]
    return Markup("").join(lines)


def _at(number: int, most: int) -> float:
    return _BASE - number / most * (_BASE - 14)


def _bar(
    x: float, width: float, day: date, counts: Mapping[tuple[date, str], int], most: int, words: Mapping[str, str]
) -> Markup:
    parts, below = [], 0
    for kind in KINDS:
        number = counts.get((day, kind), 0)
        if number:
            top, bottom = _at(below + number, most), _at(below, most)
            parts.append(
                Markup(
                    '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"><title>{}</title></rect>'
                ).format(x, top, width, bottom - top, _FILLS[kind], f"{day} {words[kind]}: {number}")
            )
            below += number
    return Markup("").join(parts)


def _key(place: int, kind: str, word: str) -> Markup:
    x = _LEFT + place * 130
    return Markup('<rect x="{}" y="{}" width="10" height="10" fill="{}"/><text x="{}" y="{}">{}</text>').format(
        x, _HEIGHT, _FILLS[kind], x + 15, _HEIGHT + 9, word
    )


def counted_bars(rows: Sequence[tuple[str, int]], title: str) -> Markup:
    """Horizontal bars with their number; nothing where there are none."""
    if not rows:
        return Markup("")
    most = max(number for _, number in rows) or 1
    parts = [
        Markup(
            '<text x="0" y="{t}">{label}</text><rect x="190" y="{y}" width="{w:.0f}" height="13" fill="#17375e"/>'
            '<text x="{n:.0f}" y="{t}">{number}</text>'
        ).format(
            t=line * 20 + 12,
            y=line * 20 + 2,
            w=max(2, number / most * 280),
            n=196 + number / most * 280,
            label=label,
            number=number,
        )
        for line, (label, number) in enumerate(rows)
    ]
    height = len(rows) * 20 + 4
    return Markup('<svg role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-label="{2}">{3}</svg>').format(
        _WIDTH, height, title, Markup("").join(parts)
    )
