"""What all fault tests of a session saw together: the figures that the project promises."""

from dataclasses import dataclass


@dataclass
class Figures:
    crawls: int = 0
    true_changes: int = 0
    told: int = 0
    false_changes: int = 0
    missed: int = 0
    versions_of_bad_captures: int = 0

    def compare(self, told: list[tuple[str, str]], true: list[tuple[str, str]]) -> None:
        """Count each told (kind, address) against the true (kind, part of an address), each once."""
        left = list(true)
        for kind, url in told:
            match = next((item for item in left if item[0] == kind and item[1] in url), None)
            if match is None:
                self.false_changes += 1
            else:
                left.remove(match)
        self.told += len(told)
        self.true_changes += len(true)
        self.missed += len(left)


FIGURES = Figures()
