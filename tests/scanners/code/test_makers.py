"""The calls that made what a call is made on, nearest first, each looked at once."""

from __future__ import annotations

from types import SimpleNamespace

from aibom.scanners.code.resolving.locate import makers
from aibom.scanners.code.resolving.types import Env, Site, Symbol

HERE = Env("shop.py", "")
ASKED = Site(HERE, 99)  # `client.chat.completions.create(...)`


def _made(call):
    return Symbol("openai", "OpenAI().chat", Site(HERE, call))


def _project(clients, settings):
    """Several clients, each made with the same object, which a chain of calls sets up."""
    first = 50
    callees = {ASKED: tuple(_made(one) for one in range(clients))}
    callees |= {Site(HERE, one): (_made(first),) for one in range(clients)}
    callees |= {Site(HERE, first + one): (_made(first + one + 1),) for one in range(settings - 1)}
    asked = []

    def callee(site):
        asked.append(site)
        return callees.get(site, ())

    return SimpleNamespace(callee=callee, asked=asked)


def test_the_nearest_makers_come_first_and_each_comes_once():
    found = makers(_project(clients=3, settings=2), ASKED)
    assert [one.call for one in found] == [0, 50, 51, 1, 2]


def test_what_several_were_made_with_is_looked_at_once():
    project = _project(clients=6, settings=10)
    assert len(makers(project, ASKED)) == 16
    assert len(project.asked) == 17  # 67 when each client is followed to the end


def test_no_more_are_looked_for_than_are_told():
    project = _project(clients=40, settings=1)
    assert len(makers(project, ASKED)) == 30
    assert len(project.asked) < 35
