"""What one document may cost. A quota that is reached becomes a sentence, never an exhausted machine."""

from dataclasses import dataclass, field

from crawler.attachments.faults import TooLarge


@dataclass(frozen=True, slots=True)
class Quotas:
    """Sizes in bytes. The largest real attachment seen is a workbook of 0.4 MB; the quotas leave two orders of
    magnitude to that, and stay well below what the child process may hold."""

    part_bytes: int = 64 << 20
    unpacked_bytes: int = 200 << 20
    ratio: int = 200
    ratio_from_bytes: int = 8 << 20
    members: int = 500
    depth: int = 3
    cells: int = 2_000_000
    columns: int = 500
    text_chars: int = 20_000_000
    pages: int = 3_000
    recognised_pages: int = 20


@dataclass(slots=True)
class Budget:
    """The running account of one outermost file: everything unpacked from it, at any depth, is charged here."""

    quotas: Quotas = field(default_factory=Quotas)
    unpacked: int = 0
    members: int = 0
    cells: int = 0
    text: int = 0
    recognised: int = 0
    notes: list[str] = field(default_factory=list)

    def unpack(self, count: int) -> None:
        """Raises TooLarge."""
        self.unpacked += count
        if self.unpacked > self.quotas.unpacked_bytes:
            raise TooLarge(f"unpacks to more than {self.quotas.unpacked_bytes >> 20} MB and was not read further")

    def add_member(self) -> None:
        """Raises TooLarge."""
        self.members += 1
        if self.members > self.quotas.members:
            raise TooLarge(f"holds more than {self.quotas.members} files; those after them were not read")

    def add_cells(self, count: int) -> None:
        """Raises TooLarge."""
        self.cells += count
        if self.cells > self.quotas.cells:
            raise TooLarge(f"holds more than {self.quotas.cells:,} table cells and was not read further")

    def add_text(self, count: int) -> None:
        """Raises TooLarge."""
        self.text += count
        if self.text > self.quotas.text_chars:
            raise TooLarge(f"holds more than {self.quotas.text_chars:,} characters and was not read further")

    def note_cut_columns(self) -> None:
        """Remembers, for the warnings of the document being read, that a table was cut at its right side."""
        note = f"has a table of more than {self.quotas.columns} columns; those to the right were not read"
        if note not in self.notes:
            self.notes.append(note)

    def take_notes(self) -> tuple[str, ...]:
        notes = tuple(self.notes)
        self.notes.clear()
        return notes

    def check_ratio(self, name: str, packed: int, unpacked: int) -> None:
        """Raises TooLarge when a part of an archive swells as no document does."""
        if unpacked > self.quotas.part_bytes:
            raise TooLarge(f"holds a part ({name}) larger than {self.quotas.part_bytes >> 20} MB and was not read")
        if unpacked > self.quotas.ratio_from_bytes and unpacked > self.quotas.ratio * max(packed, 1):
            raise TooLarge(
                f"holds a part ({name}) that swells more than {self.quotas.ratio} times, as a zip bomb does, "
                "and was not read"
            )
