"""Which of many names deserve a close look: an index of characters and pairs of characters."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from storage.name_likeness import parts

MOST_POSTINGS = 60_000
MOST_CANDIDATES = 200
MOST_CLOSE = 60


class NameIndex:
    """Candidates among `names` (normalised) for a query. Built once; a query costs milliseconds among 100,000 names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._cores = [parts(name)[0] for name in self.names]
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._stems: dict[str, list[int]] = defaultdict(list)
        for place, (name, bare) in enumerate(zip(self.names, self._cores, strict=True)):
            for feature in _features(bare):
                self._postings[feature].append(place)
            own = parts(name)[1]
            if own:
                self._stems[own].append(place)

    def candidates(self, query: str) -> list[int]:
        """Places of the names worth a close look, at most about 100.

        Rare characters and pairs are looked up first, until 60,000 places were counted; the 200 names that share most
        of them are compared whole.
        """
        bare, own, _ = parts(query)
        postings = sorted((p for f in _features(bare) if (p := self._postings.get(f))), key=len)
        shared: Counter[int] = Counter()
        budget = MOST_POSTINGS
        for number, posting in enumerate(postings):
            if number and len(posting) > budget:
                break
            shared.update(posting)
            budget -= len(posting)
        best = [place for place, _ in shared.most_common(MOST_CANDIDATES)]
        close = process.extract(bare, {place: self._cores[place] for place in best}, scorer=ratio, limit=MOST_CLOSE)
        found = [place for _, _, place in close]
        found += [place for place in best if bare in self._cores[place]]
        found += self._stems.get(own, [])[:40] if own else []
        return list(dict.fromkeys(found))


def _features(bare: str) -> set[str]:
    return {bare[i : i + 2] for i in range(len(bare) - 1)} | set(bare)
