"""Terms of the field and their English, out of `glossary.tsv`; official names of instruments are terms as well.

Names of instruments follow the English that ministries or the State Council use where there is one, else the terms.
"""

from pathlib import Path

GLOSSARY = Path(__file__).with_name("glossary.tsv")


def _read() -> tuple[dict[str, str], dict[str, str]]:
    """English by Chinese spelling: of instruments alone, and of all terms; the first of two lines counts."""
    instruments: dict[str, str] = {}
    terms: dict[str, str] = {}
    heading = ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.removeprefix("#").strip()
            continue
        chinese, english, *others = line.split("\t")
        for spelling in (chinese, *" ".join(others).split()):
            terms.setdefault(spelling, english)
            if heading == "instruments":
                instruments.setdefault(spelling, english)
    return instruments, terms


INSTRUMENTS, TERMS = _read()
