"""Prints exact, open and wrong cells of each variation, and examples of wrong ones.

`python -m tests.generation.structure [--each N] [--pairs N] [--only WORD] [--in RENDERING]
[--seed N]`: N documents of each variation in each rendering, and N of two variations at once.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator

from gouji.extraction.reader import read_report
from tests.generation.converted import missing
from tests.generation.structure.cases import VARIATIONS, judged, make, two_of_one_table
from tests.generation.structure.renderings import DUMPS, RENDERINGS

_EXAMPLES = 15


def main() -> None:
    """Reads all of them; ends with status 1 where a cell was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--in", dest="rendering", default="")
    options = parser.parse_args()
    renderings = [
        name
        for name in (*RENDERINGS, *(() if "pdftotext" in missing() else DUMPS))
        if not options.rendering or name in options.rendering.split(",")
    ]
    by_name: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_rendering: defaultdict[str, Counter[str]] = defaultdict(Counter)
    examples: defaultdict[str, list[str]] = defaultdict(list)
    for seed, names, rendering in _chosen(options, renderings):
        case = make(seed, names, rendering)
        if case is None:
            continue
        counts, wrong = judged(case, read_report(case.data, case.name))
        counts["files"] = 1
        counts["files wrong"] = bool(wrong)
        title = " + ".join(names) if options.only or len(names) == 1 else "two at once"
        by_name[title] += counts
        by_rendering[rendering] += counts
        if wrong:
            line = f"make({seed}, {names}, {rendering!r}): {len(wrong)} wrong, {wrong[0]}"
            examples[title].append(line)
    for title, table in (("variation", by_name), ("rendering", by_rendering)):
        print(_line(title, Counter({})))
        for name in sorted(table):
            print(_line(name, table[name]))
    for found in examples.values():
        print(*found[:_EXAMPLES], sep="\n")
    total = sum(by_name.values(), Counter())
    print(_line("all", total))
    raise SystemExit(1 if total["wrong"] else 0)


def _chosen(
    options: argparse.Namespace, renderings: list[str]
) -> Iterator[tuple[int, list[str], str]]:
    wanted = [name for name in VARIATIONS if options.only in name]
    for number in range(options.each):
        for name in wanted:
            for at, rendering in enumerate(renderings):
                yield options.seed + 1000 * number + 37 * at + len(name) * 7, [name], rendering
    rng = random.Random(options.seed)
    for number in range(options.pairs):
        names = two_of_one_table(rng, wanted)
        yield options.seed + number, names, rng.choice(renderings)


def _line(name: str, counts: Counter[str]) -> str:
    titles = ("files", "exact", "open", "wrong", "files wrong")
    return f"{name:50}" + "".join(f"{counts[t] if counts else t:>12}" for t in titles)


if __name__ == "__main__":
    main()
