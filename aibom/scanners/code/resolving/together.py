"""What belongs together when several parts of a text vary: the arguments of one caller, the values of one entry.

`f"{provider}/{model}"` in a function that two places call, or over the entries of a table, means one name for each
caller or entry; all others that the values could be put together to exist nowhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, product
from math import prod

from aibom.scanners.code.facts import Value
from aibom.scanners.code.resolving.turns import MAX_TURNS, in_turns, turned
from aibom.scanners.code.resolving.types import (
    MAX_FRAMES,
    MAX_OPTIONS,
    Abstracts,
    Const,
    Definition,
    Env,
    Follower,
    Frame,
    Site,
    frames,
)

MAX_ENTRIES = MAX_TURNS  # ways in which a function is entered; more than values of a name are followed (which is told)
_MAX_CROSSED = 12  # texts of parts that belong to each other by chance
_MAX_TRIED = 2_000  # combinations that are looked at
Texts = Sequence[Const]


def entered(
    ev: Follower, parts: Sequence[Value], read: Sequence[Texts], env: Env, again: Callable[[Env], Abstracts]
) -> Abstracts:
    """What `again` gives for each way in which the function of a scope is entered, else for each turn of the loops
    around, where several parts vary and it is not known in which; nothing where that tells no more than before."""
    ways = [len(texts) for texts in read if len(texts) > 1]
    if len(ways) < 2:
        return ()
    entries = entries_of(ev, env)
    looped = len(entries) < 2
    entries = in_turns(ev, parts, env) if looped else entries
    if len(entries) < 2 or len(entries) > MAX_ENTRIES:
        return ()
    found = dict.fromkeys(one for entry in entries for one in again(entry))
    if looped and len(found) >= prod(ways):
        return ()  # loops within each other put everything together
    return tuple(one for one in found if isinstance(one, Const) and not one.partial)


def ways_to(ev: Follower, site: Site) -> Sequence[Site]:
    """A call in the environments in which it runs: one for each chain of calls that leads to its function, and for
    each turn of the loops that it is given something of."""
    entries = [site._replace(env=env) for env in entries_of(ev, site.env)]
    return _by_turns(ev, entries)


def entries_of(ev: Follower, env: Env) -> list[Env]:
    """The environments in which the function of a scope runs: one for each chain of calls that leads to it."""
    if env.frame is not None:
        outer = entries_of(ev, env.frame.env) if frames(env) < MAX_FRAMES else [env.frame.env]
        return [env._replace(frame=env.frame._replace(env=one)) for one in outer]
    scope, sites = _calls_of(ev, env)
    if not sites or len(sites) > MAX_ENTRIES:
        return [env]
    return [Env(env.path, env.scope, Frame(scope, site.env, site.call)) for site in _by_turns(ev, sites)]


def _calls_of(ev: Follower, env: Env) -> tuple[str, Sequence[Site]]:
    """The function that a scope is, or the nearest around it that anybody calls by name, and these calls: a function
    that is written in another and handed over has what the outer one was given."""
    functions, scope = ev.modules[env.path].functions, env.scope
    inner: tuple[str, Sequence[Site]] = ("", ())
    while scope:
        function = functions.get(scope)
        sites = ev.callers(Definition(env.path, "function", scope)) if function and function.params else ()
        scope, here = scope.rpartition(".")[0], scope
        if sites and not here[len(scope) :].startswith((".<lambda", "<lambda")):
            return here, sites
        inner = inner if inner[1] else (here, sites)
    return inner  # one written in place, whatever calls it: `retry((signal) => llm.invoke(prompt))`


def _by_turns(ev: Follower, sites: Sequence[Site]) -> Sequence[Site]:
    """Calls once for each turn of the loops around them, where that does not make too many."""
    turns = [turn for site in sites for turn in turned(ev, site)]
    return turns if len(turns) <= MAX_ENTRIES else sites


def combined(read: Sequence[Texts]) -> Iterator[tuple[Const, ...]]:
    """The texts that parts can be put together to, in order; of parts that come from one table those of one entry."""
    tables = list(_tables(read))
    rows = islice(product(*read), _MAX_TRIED if tables else MAX_OPTIONS)
    fitting = (row for row in rows if all((row[a].line, row[b].line) in pairs for a, b, pairs in tables))
    return islice(fitting, MAX_OPTIONS)


def is_crossed(read: Sequence[Texts]) -> bool:
    """Whether several parts vary and nothing says what belongs together: most of what they make exists nowhere."""
    ways = [len(texts) for texts in read if len(texts) > 1]
    return len(ways) > 1 and prod(ways) > _MAX_CROSSED and not any(True for _ in _tables(read))


def _tables(read: Sequence[Texts]) -> Iterator[tuple[int, int, set[tuple[int, int]]]]:
    """The parts whose values stand in one table, by the lines that are of one entry."""
    varying = [number for number, texts in enumerate(read) if len(texts) > 1]
    for first, second in pairwise(varying):
        pairs = _entry_lines(read[first], read[second])
        if pairs:
            yield first, second, pairs


def _entry_lines(first: Texts, second: Texts) -> set[tuple[int, int]]:
    """The lines of two parts that stand next to each other, where their values take turns in one file."""
    path = next((one.path for one in first if one.value and one.line), "")
    lines = [sorted({one.line for one in texts if one.path == path and one.line}) for texts in (first, second)]
    if min(map(len, lines)) < 2:
        return set()
    few, many = sorted(lines, key=len)
    near = {line: _nearest(few, line) for line in many}
    if len(set(near.values())) < max(2, (len(few) + 1) // 2):
        return set()
    return {(a, b) for a in lines[0] for b in lines[1] if near.get(a) == b or near.get(b) == a}


def _nearest(lines: list[int], line: int) -> int:
    """The line of a sorted list that is nearest to another; of two the one above."""
    at = bisect_left(lines, line)
    around = lines[max(0, at - 1) : at + 1]
    return min(around, key=lambda one: (abs(one - line), one))
