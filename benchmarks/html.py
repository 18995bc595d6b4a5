"""Times the HTML report of a made BOM: python benchmarks/html.py [COMPONENTS]; needs Chromium and the dev group.

Prints the size of the page, the time to write it, and for each of five openings in a new browser context the
milliseconds from navigation until every part is drawn and can be used, then the time of a search, and of the graph.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "reports")]

_SEARCH = """() => new Promise((done) => {
    const field = document.getElementById("inventory-search");
    const start = performance.now();
    const watch = new MutationObserver(() => done(performance.now() - start));
    watch.observe(document.getElementById("inventory-list"), {childList: true, subtree: true});
    field.value = "model-0499";
    field.dispatchEvent(new Event("input"));
})"""
_GRAPH = """() => {
    const start = performance.now();
    document.getElementById("graph-whole").click();
    return performance.now() - start;
}"""


def main(size: int) -> None:
    import html_samples
    from browser import chromium, opened

    from aibom.reports.html.page import to_html

    judgement, facts = html_samples.large(size)
    start = time.perf_counter()
    page = to_html(judgement, facts, bom_path="bom.cdx.json")
    took = time.perf_counter() - start
    print(f"{size:,} components, {len(judgement.findings):,} findings: {len(page) / 2**20:.1f} MiB in {took:.2f} s")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = Path(folder) / "report.html"
        place.write_bytes(page)
        for _ in range(5):
            tab, heard = opened(browser, place, viewport={"width": 1280, "height": 900})
            ready = tab.evaluate("performance.getEntriesByName('aibom-ready')[0].startTime")
            search, graph = tab.evaluate(_SEARCH), tab.evaluate(_GRAPH)
            print(f"ready {ready:.0f} ms, search {search:.0f} ms, graph {graph:.0f} ms", *heard)
            tab.context.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
