"""Runs the benches and ends with one table: `python -m bench [NAME…]`, all of them without a name.

A bench is a module of this folder with `measured()`, which yields its figures; one that has only `main()` is run as a
process of its own and judged by its exit status. Ends with status 1 when a figure misses its bar.
"""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import bench
from bench.measuring import ROOT, Figure


def names() -> list[str]:
    """The benches by name: modules that have something to run."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if module.name != "__main__"
        and {"measured", "main"} & set(vars(importlib.import_module(f"bench.{module.name}")))
    )


def figures_of(name: str) -> Iterator[Figure]:
    module = importlib.import_module(f"bench.{name}")
    if hasattr(module, "measured"):
        yield from module.measured()
        return
    done = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=ROOT, check=False)
    yield Figure("ended well, as it judges itself", float(done.returncode), 0)


def row(name: str, figure: Figure) -> str:
    bar = ""
    if figure.bar is not None:
        bar = f"{'at most' if figure.most else 'at least'} {figure.bar:g}"
    verdict = "" if figure.bar is None else "met" if figure.met else "MISSED"
    return f"{name:<18} {figure.name:<62} {figure.value:>12,.3f} {figure.unit:<3} {bar:<14} {verdict}"


def main(wanted: list[str]) -> int:
    known = names()
    for name in wanted:
        if name not in known:
            print(f"there is no bench '{name}'; there are {', '.join(known)}", file=sys.stderr)
            return 2
    told: list[tuple[str, Figure]] = []
    for name in wanted or known:
        print(f"== {name}", flush=True)
        try:
            told += [(name, figure) for figure in figures_of(name)]
        except Exception as error:  # noqa: BLE001 (one bench that breaks must not hide the figures of the others)
            print(f"{type(error).__name__}: {error}", flush=True)
            told.append((name, Figure(f"broke off: {type(error).__name__}", 1, 0)))
    print()
    for name, figure in told:
        print(row(name, figure))
    return 0 if all(figure.met for _, figure in told) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
