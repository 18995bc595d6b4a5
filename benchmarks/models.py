"""aibom's model scan and its peers over one folder of benign and one of hostile files, as a Markdown table.

    PYTHONPATH=tests python benchmarks/models.py hostile FOLDER [--most 400]
    python benchmarks/models.py compare BENIGN HOSTILE --peer picklescan=VENV --peer modelscan=VENV \
        --peer fickling=VENV --peer modelaudit=VENV [--limit 300] [--jobs 2]

VENV is the virtual environment that holds the peer alone; nothing is imported from it. A process for each tool and
folder, or for each file where a tool takes but one (fickling) or breaks off over the folder; a limit in seconds of wall
time for each tool and folder. A file is blocked when the tool's own word or exit code fails it, or when the tool says
that it could not read it; what a tool passes over without a word is passed. What does not end has no figures.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

# What the makers of benign_models.py and benign_models_wide.py wrote with torch, numpy, scikit-learn, xgboost, joblib,
# keras or transformers alone; the rest of their files hold objects of other libraries.
NAMED = (
    "*/every_sklearn_estimator/*", "*/sklearn_parts/*", "*/scikit/*", "*/text_models/*", "*/torch_files/*",
    "*/torch_whole/*", "*/trainers/hf/*", "*/keras_*/*", "*/XGB*", "*/xgb*", "*/boosters/booster.pkl",
    "*/boosters/model.json", "*/boosters/model.ubj", "*/arrays/*.np[yz]", "*/numbers/*.np[yz]", "*/numbers/arrays.pkl",
    "*/numbers/random.pkl", "*/numbers/plain*",
)  # fmt: skip


@dataclass
class Run:
    """What one process, or one for each file, cost: CPU in seconds, peak resident memory of the largest in MB."""

    cpu: float = 0.0
    peak: float = 0.0
    ended: bool = True
    code: int = 0
    output: str = ""


@dataclass
class Outcome:
    """One tool over one folder; the sets hold paths below it."""

    run: Run
    flagged: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)
    looked_at: str = "every file"
    ended: int = 0
    alone: bool = False  # a process for each file

    def blocked(self) -> set[str]:
        return self.flagged | self.unread


def run(command: list[str], limit: float) -> Run:
    with tempfile.TemporaryFile() as out:
        environment = os.environ | {"PROMPTFOO_DISABLE_TELEMETRY": "1", "NO_COLOR": "1"}
        started, process = time.monotonic(), subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            env=environment, cwd=tempfile.gettempdir(),
        )  # fmt: skip
        ended = True
        while not (waited := os.wait4(process.pid, os.WNOHANG))[0]:
            if ended and time.monotonic() - started > limit:
                ended = False
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.02)
        _, status, used = waited
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, ended, process.returncode, text)


def files_of(folder: Path) -> list[str]:
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())


def belonging(places: Iterable[str], folder: Path, files: list[str]) -> set[str]:
    """The files whose paths the places (path, and perhaps a member or position) begin with; the longest path counts."""
    by_length = sorted(files, key=len, reverse=True)
    found = set()
    for place in places:
        below = place.removeprefix(f"{folder}/")
        found.update([one for one in by_length if below.startswith(one)][:1])
    return found


def aibom(program: Path, folder: Path, limit: float) -> Outcome:
    """Blocked: the exit code of the file by itself is 1 (not clean, or not read to its end)."""
    report = Path(tempfile.mkdtemp()) / "aibom.json"
    made = Outcome(run([str(program), "model", "scan", str(folder), "--no-hash", "--json", str(report)], limit))
    entries = json.loads(report.read_text())["files"] if made.run.ended else []
    for one in entries:
        verdict, status, path = one["verdict"], one["status"], one["path"]
        if status == "not-applicable" and verdict in (None, "clean"):
            made.aside.add(path)
        elif verdict in ("malicious", "suspicious"):
            made.flagged.add(path)
        elif verdict == "unknown":
            made.unknown.add(path)
            made.flagged.add(path)
        elif status != "complete":
            made.unread.add(path)
    made.looked_at, made.ended = f"{len(entries) - len(made.aside)}", len(entries)
    return made


def each_file(command: list[str], passes: tuple[int, ...], folder: Path, limit: float) -> Outcome:
    """The command with each file in turn: exit code 1 is blocked; another one, or a traceback, counts as not read."""
    made = Outcome(Run(), alone=True)
    until = time.monotonic() + limit
    for path in files_of(folder):
        if time.monotonic() > until:
            made.run.ended = False
            break
        one = run([*command, str(folder / path)], 30)
        made.run = Run(made.run.cpu + one.cpu, max(made.run.peak, one.peak))
        made.ended += 1
        if one.code == 1 and "Traceback (most" not in one.output:
            made.flagged.add(path)
        elif one.code not in passes:
            made.unread.add(path)
    return made


def picklescan(programs: Path, folder: Path, limit: float) -> Outcome:
    """Blocked: "FOUND" for a dangerous global (exit code 1), or "ERROR" (2); "could not parse" alone exits with 0."""
    command = [str(programs / "picklescan"), "-p"]
    made = Outcome(run([*command, str(folder)], limit))
    counted = re.search(r"Scanned files: (\d+)", made.run.output)
    if made.run.ended and not counted:
        return each_file(command, (0,), folder, limit)
    files, lines = files_of(folder), made.run.output.splitlines()
    made.flagged = belonging((one for one in lines if one.endswith("FOUND") and "dangerous" in one), folder, files)
    failed = (line[line.find(str(folder)) :] for line in lines if line.startswith("ERROR"))
    made.unread = belonging(failed, folder, files)
    made.looked_at = f"{counted[1]} with members" if counted else "?"
    return made


def modelscan(programs: Path, folder: Path, limit: float) -> Outcome:
    """Blocked: an issue of any severity (exit code 1), or an error (2); "no supported files" (3) passes."""
    report = Path(tempfile.mkdtemp()) / "modelscan.json"
    command = [str(programs / "modelscan"), "-r", "json", "-o", str(report), "-p"]
    made = Outcome(run([*command, str(folder)], limit))
    if made.run.ended and not report.exists():
        return each_file(command, (0, 3), folder, limit)
    files = files_of(folder)
    said = json.loads(report.read_text()) if report.exists() else {}
    made.flagged = belonging((one["source"] for one in said.get("issues", ())), folder, files)
    made.unread = belonging((one.get("source", "") for one in said.get("errors", ())), folder, files)
    scanned = said.get("summary", {}).get("scanned", {}).get("scanned_files", ())
    made.looked_at = str(len(belonging(scanned, folder, files)))
    return made


def fickling(programs: Path, folder: Path, limit: float) -> Outcome:
    """Blocked: exit code 1; 2, or a traceback, counts as not read. It takes one pickle at a time."""
    report = Path(tempfile.mkdtemp()) / "fickling.json"
    return each_file([str(programs / "fickling"), "--check-safety", "--json-output", str(report)], (0,), folder, limit)


def modelaudit(programs: Path, folder: Path, limit: float) -> Outcome:
    """Blocked: an issue or failed check that is a warning or critical (exit code 1), or no conclusion (2)."""
    report = Path(tempfile.mkdtemp()) / "modelaudit.json"
    options = ["-f", "json", "-o", str(report), "--no-cache", "-t", str(int(limit))]
    made = Outcome(run([str(programs / "modelaudit"), "scan", str(folder), *options], limit))
    said = json.loads(report.read_text()) if report.exists() else {}
    failed = [one for one in said.get("checks", ()) if one.get("status") == "failed"]
    records = [*said.get("issues", ()), *failed]
    grave = [one.get("location") or "" for one in records if one.get("severity") in ("warning", "critical")]
    made.flagged = belonging(grave, folder, files_of(folder))
    parts = said.get("file_metadata", {}).items()
    lost = (path for path, one in parts if one.get("scan_outcome") == "inconclusive" or one.get("operational_error"))
    made.unread = belonging(lost, folder, files_of(folder))
    made.looked_at = str(said.get("files_scanned", "?"))
    made.run.ended = made.run.ended and bool(said)
    return made


PEERS: dict[str, Callable[[Path, Path, float], Outcome]] = {
    "picklescan": picklescan, "modelscan": modelscan, "fickling": fickling, "modelaudit": modelaudit,
}  # fmt: skip


def version(name: str, venv: Path) -> str:
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    made = subprocess.run([venv / "bin/python", "-c", code], capture_output=True, text=True, check=False)
    return made.stdout.strip() or "?"


def row(name: str, benign: Outcome, hostile: Outcome, counts: tuple[int, int], ours: tuple[Outcome, Outcome]) -> str:
    cells = [name]
    for one, count, is_hostile in ((benign, counts[0], False), (hostile, counts[1], True)):
        if not one.run.ended:
            cells.append(f"not ended{f' ({one.ended} of {count} files)' if one.ended else ''}")
            continue
        blocked = len(one.blocked())
        number = count - blocked if is_hostile else blocked
        alone = ", each file by itself" if one.alone else ""
        cells.append(f"{number} of {count} ({number / count:.1%}); {len(one.unread - one.flagged)} not read{alone}")
    cells.append(f"{benign.looked_at} / {hostile.looked_at}")
    for value, form in (((lambda o: o.run.cpu), ".1f"), ((lambda o: o.run.peak), ".0f")):
        for at, one in enumerate((benign, hostile)):
            ratio = value(one) / value(ours[at])
            cells.append(f"{'' if one.run.ended else '> '}{value(one):{form}} ({ratio:.1f} x)")
    return f"| {' | '.join(cells)} |"


def rates(folder: Path, ours: Outcome) -> str:
    """aibom's verdicts over the benign files: over all, and over those of the libraries that are named."""
    lines = []
    judged = [one for one in files_of(folder) if one not in ours.aside]
    named = [one for one in judged if any(fnmatch(f"/{one}", glob) for glob in NAMED)]
    for title, some in (("all", judged), ("torch, numpy, scikit-learn, xgboost, joblib, keras, transformers", named)):
        unknown = ours.unknown & set(some)
        alarms = (ours.flagged - ours.unknown) & set(some)
        lines.append(
            f"| {title} | {len(some)} | {len(alarms)} | {len(unknown)} ({len(unknown) / max(1, len(some)):.1%}) | "
            f"{len(ours.unread & set(some))} |"
        )
    not_clean = sorted((ours.blocked()) & set(named))
    lines += ["", *(f"Not clean of these: {one}" for one in not_clean)]
    return "\n".join(["| of | judged | alarms | unknown | not read |", "|---|---|---|---|---|", *lines])


def compare(options: argparse.Namespace) -> None:
    folders: tuple[Path, Path] = (options.benign.resolve(), options.hostile.resolve())
    venvs = {name: Path(venv).absolute() for name, _, venv in (one.partition("=") for one in options.peer)}
    program = Path(sys.executable).parent / "aibom"
    with ThreadPoolExecutor(options.jobs) as pool:
        own = [aibom(program, folder, options.limit) for folder in folders]
        waiting = {
            name: [pool.submit(PEERS[name], venv / "bin", folder, options.limit) for folder in folders]
            for name, venv in venvs.items()
        }
        found = {name: [one.result() for one in both] for name, both in waiting.items()}
    counts = (len(files_of(folders[0])), len(files_of(folders[1])))
    print("| tool | benign blocked | hostile passed | files it says it looked at | CPU benign, s | CPU hostile, s | "
          "peak benign, MB | peak hostile, MB |\n|---|---|---|---|---|---|---|---|")  # fmt: skip
    ours = (own[0], own[1])
    print(row("aibom", *ours, counts, ours))
    for name, (benign, hostile) in found.items():
        print(row(f"{name} {version(name, venvs[name])}", benign, hostile, counts, ours))
    print()
    named = {one for one in files_of(folders[0]) if any(fnmatch(f"/{one}", glob) for glob in NAMED)}
    for name, (benign, _) in ({"aibom": own} | found).items():
        if benign.run.ended:
            print(f"{name}: {len(benign.blocked() & named)} of {len(named)} files of the named libraries blocked")
    print()
    print(rates(folders[0], own[0]))
    if options.details:
        kept = {
            name: {"benign": sorted(both[0].blocked()), "hostile": sorted(both[1].blocked())}
            for name, both in (found | {"aibom": own}).items()
        }
        options.details.write_text(json.dumps(kept, indent=1))


def hostile(folder: Path, most: int) -> None:
    """Evenly of each group of the tests' corpus: most of those that are not one pickle for a function."""
    from integrity.inspect.corpus.generate import hostile as corpus

    every = sorted(corpus())
    by_name = [one for one in every if one[0].startswith("gadgets/")]
    rest = [one for one in every if not one[0].startswith("gadgets/")]
    step = max(1, round(len(rest) / (most * 0.85)))
    chosen = rest[::step] + by_name[:: max(1, -(-len(by_name) // max(1, most - len(rest[::step]))))]
    for name, content in chosen:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    print(len(chosen), "of", len(every), "files")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("hostile")
    write.add_argument("folder", type=Path)
    write.add_argument("--most", type=int, default=400)
    beside = commands.add_parser("compare")
    beside.add_argument("benign", type=Path)
    beside.add_argument("hostile", type=Path)
    beside.add_argument("--peer", action="append", default=[], metavar="NAME=VENV")
    beside.add_argument("--limit", type=float, default=300, help="seconds for each tool and folder")
    beside.add_argument("--jobs", type=int, default=2)
    beside.add_argument("--details", type=Path, help="the blocked files of each tool, as JSON")
    options = parser.parse_args()
    if options.command == "hostile":
        hostile(options.folder, options.most)
    else:
        compare(options)


if __name__ == "__main__":
    main()
