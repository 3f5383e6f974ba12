"""A whole text as a redline in HTML: changed lines with their neighbours, long unchanged stretches folded away.

A fold is a `details` element, so it opens without JavaScript. Everything out of a notice is escaped.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from storage.diffs.blocks import BlockLine, Piece, block_lines
from storage.diffs.rendering import safe

# Lines kept in sight on each side of a change, and the run of unchanged lines from which folding pays.
_NEIGHBOURS, _SHORTEST_FOLD = 1, 3
# Within a changed line: an unchanged stretch longer than this is folded down to its ends.
_LONG, _ENDS = 400, 80
# Characters a fold can show, all folds of a text together, and changed lines in sight before the rest is only counted.
MOST_FOLDED, MOST_UNFOLDED, MOST_SHOWN = 4_000, 300_000, 1_200_000

WORDS: Mapping[str, str] = {
    "unchanged": "{} unchanged characters",
    "left_out": "{} more characters, the same in both",
    "too_long": "The redline is cut off here: {} more lines with changes. The list of edits (JSON) has all of them.",
    "moved_from": "moved away from here",
    "moved_to": "moved here",
    "before": "before",
    "after": "after",
}
_TAGS = {
    "=": Markup("{}"),
    "-": Markup("<del>{}</del>"),
    "+": Markup("<ins>{}</ins>"),
    "<": Markup('<del class="moved">{}</del>'),
    ">": Markup('<ins class="moved">{}</ins>'),
}


def whole_text(before: str, after: str, *, side_by_side: bool = False, words: Mapping[str, str] = WORDS) -> str:
    """A fragment without styles or scripts; '' when there is no difference but of whitespace and width.

    Inline: `div.line` per line, `del` and `ins` inside, class `moved` on what changed its place. Side by side: a
    `table.redline` with a row per line. `words` are its own words in the reader's language, by the keys of WORDS; put
    the fragment into an element with the original's language (`lang="zh"`).
    """
    lines = block_lines(before, after)
    if not any(_changed(line) for line in lines):
        return ""
    return str(_Page(words, side_by_side).page(lines))


def _changed(line: BlockLine) -> bool:
    return any(op != "=" for op, _ in line)


def _said(line: BlockLine) -> str:
    return "".join(text for _, text in line)


class _Page:
    def __init__(self, words: Mapping[str, str], side_by_side: bool) -> None:
        self._words = words
        self._side = side_by_side
        self._unfolded = self._shown = 0

    def page(self, lines: Sequence[BlockLine]) -> Markup:
        parts: list[Markup] = []
        left = sum(map(_changed, lines))
        stretches = [(changed, list(group)) for changed, group in groupby(lines, key=_changed)]
        for number, (changed, group) in enumerate(stretches):
            if self._shown > MOST_SHOWN:
                break
            if not changed:
                parts += self._stretch(group, first=not number, last=number == len(stretches) - 1)
                continue
            for line in group:
                if self._shown <= MOST_SHOWN:
                    parts.append(self._line(line))
                    left -= 1
        if left:
            parts.append(self._row(Markup("<p>{}</p>").format(self._words["too_long"].format(f"{left:,}"))))
        body = Markup("\n").join(parts)
        if not self._side:
            return body
        head = Markup('<thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>').format(
            self._words["before"], self._words["after"]
        )
        return Markup('<table class="redline">\n{}\n<tbody>\n{}\n</tbody>\n</table>').format(head, body)

    def _stretch(self, lines: list[BlockLine], *, first: bool, last: bool) -> list[Markup]:
        """Unchanged lines: those next to a change stay in sight, the others go into one fold."""
        head = 0 if first else _NEIGHBOURS
        end = len(lines) - (0 if last else _NEIGHBOURS)
        hidden = [_said(line) for line in lines[head:end]]
        if len(hidden) < _SHORTEST_FOLD and sum(map(len, hidden)) <= _LONG:
            return [self._line(line) for line in lines]
        before, after = ([self._line(line) for line in some] for some in (lines[:head], lines[end:]))
        return [*before, self._row(self._fold(hidden)), *after]

    def _row(self, inner: Markup) -> Markup:
        return Markup('<tr class="fold"><td colspan="2">{}</td></tr>').format(inner) if self._side else inner

    def _fold(self, lines: Sequence[str]) -> Markup:
        """As much of the lines as one fold, and all folds together, may hold."""
        count = sum(map(len, lines))
        title = self._words["unchanged"].format(f"{count:,}")
        room = held = min(MOST_FOLDED, MOST_UNFOLDED - self._unfolded)
        kept: list[str] = []
        for line in lines:
            if room <= 0:
                break
            kept.append(line[:room])
            room -= len(kept[-1])
        held -= room
        self._unfolded += held
        if not kept:
            return Markup('<span class="fold">… {} …</span>').format(title)
        inner = Markup("<br>").join(escape(safe(line)) for line in kept)
        rest = self._words["left_out"].format(f"{count - held:,}") if held < count else ""
        more = Markup("<br>… {}").format(rest) if rest else ""
        return Markup('<details class="fold"><summary>{}</summary>{}{}</details>').format(title, inner, more)

    def _line(self, line: BlockLine) -> Markup:
        if not self._side:
            return Markup('<div class="line{}">{}</div>').format(" changed" if _changed(line) else "", self._cell(line))
        left = [piece for piece in line if piece[0] in "=-<"]
        right = [piece for piece in line if piece[0] in "=+>"]
        if any(op == ">" for op, _ in line):
            left = []
        kind = "changed" if _changed(line) else "same"
        return Markup('<tr class="{}"><td>{}</td><td>{}</td></tr>').format(kind, self._cell(left), self._cell(right))

    def _cell(self, pieces: Sequence[Piece]) -> Markup:
        inner = Markup("").join(self._piece(piece, number, len(pieces)) for number, piece in enumerate(pieces))
        for op, key in (("<", "moved_from"), (">", "moved_to")):
            if any(piece[0] == op for piece in pieces):
                inner = Markup("<small>{}</small> {}").format(self._words[key], inner)
        return inner

    def _piece(self, piece: Piece, number: int, count: int) -> Markup:
        op, text = piece
        shown = safe(text)
        if op != "=" or len(shown) <= _LONG:
            self._shown += len(shown)
            return _TAGS[op].format(shown)
        head = shown[:_ENDS] if number or count == 1 else ""
        tail = shown[-_ENDS:] if number < count - 1 or count == 1 else ""
        self._shown += len(head) + len(tail)
        return Markup("{}{}{}").format(head, self._fold([shown[len(head) : len(shown) - len(tail)]]), tail)
