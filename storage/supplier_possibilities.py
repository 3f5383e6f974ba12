"""Which entries a name that is none of theirs may mean: nearly the same name, a short form, a sister, its sound."""

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA

from storage.aliases import Alias, alias_key
from storage.companies import clean_uscc, normalise, plain_name
from storage.name_index import NameIndex
from storage.name_likeness import likeness
from storage.pinyin_index import PinyinIndex

Enterprise = tuple[str, str]
Found = tuple[Enterprise, float, str]


class Possibilities:
    """`bearers`: normalised name to the enterprises that bear, bore or will bear it; `codes`: credit code to
    enterprises. The indexes are built at the first question that needs them."""

    def __init__(
        self,
        bearers: Mapping[str, Mapping[Enterprise, tuple[str, str]]],
        codes: Mapping[str, set[Enterprise]],
        aliases: Mapping[str, Sequence[Alias]],
    ) -> None:
        self._bearers = bearers
        self._codes = codes
        self._aliases = aliases
        self._names = NameIndex(list(bearers))
        self._sounds: PinyinIndex | None = None

    def of(self, text: str) -> list[Found]:
        """Every enterprise that may be meant, once, with its best score (below 100) and reason; best first."""
        found: dict[Enterprise, tuple[float, str]] = {}
        for enterprise, score, why in self._all(text):
            if score > found.get(enterprise, (0.0, ""))[0]:
                found[enterprise] = (score, why)
        ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
        return [(enterprise, score, why) for enterprise, (score, why) in ordered]

    def _all(self, text: str) -> Iterator[Found]:
        yield from self._like_code(clean_uscc(text))
        for name, prefix in self._readings_of(text):
            for enterprise, score, why in self._like(name):
                yield enterprise, score, prefix + why
        if any(letter.isascii() and letter.isalpha() for letter in plain_name(text)):
            yield from self._sounding(text)

    def _readings_of(self, text: str) -> Iterator[tuple[str, str]]:
        """The names a query may stand for, each with what to say before the reason."""
        yield text, ""
        plain = plain_name(text)
        han = "".join(letter for letter in plain if not letter.isascii() or letter in "()").strip("()")
        if len(han) >= 2 and han != plain:
            yield han, "its Chinese part: "
        several = text.translate(str.maketrans("／；;、|", "/////")).split("/")
        if len(several) > 1:
            for part in several[:6]:
                if len(part.strip()) > 3:
                    yield part, f"one of several names, {part.strip()}: "
        for alias in self._aliases.get(alias_key(text), ()):
            yield alias.company, f"{alias.alias} stands for {alias.company}: "

    def _like(self, name: str) -> Iterator[Found]:
        key = normalise(name)
        if len(key) < 2 or key.isascii():
            return
        for enterprise in self._bearers.get(key, ()):
            yield enterprise, 97.0, "the same name, perhaps in another script"
        for place in self._names.candidates(key):
            other = self._names.names[place]
            alike = likeness(key, other) if other != key else None
            if alike:
                for enterprise in self._bearers[other]:
                    yield enterprise, *alike

    def _sounding(self, text: str) -> Iterator[Found]:
        if self._sounds is None:
            self._sounds = PinyinIndex(self._names.names)
        latin = "".join(letter if ord(letter) < 0x2E80 else " " for letter in text)
        for place, score, why in self._sounds.find(latin):
            for enterprise in self._bearers[self._names.names[place]]:
                yield enterprise, score, why

    def _like_code(self, code: str) -> Iterator[Found]:
        """Entries whose code is within two slips of the pen of the one given."""
        if not 16 <= len(code) <= 20 or not code.isascii():
            return
        for known, enterprises in self._codes.items():
            if OSA.distance(code, known, score_cutoff=2) <= 2:
                for enterprise in enterprises:
                    yield enterprise, 85.0, f"its credit code {known} is nearly the one given"
