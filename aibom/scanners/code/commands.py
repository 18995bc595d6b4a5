"""Commands that code runs: shell lines of notebooks, and what `subprocess` and `os.system` are given.

They are read as the deployment scanner reads a script, so that `!ollama pull llama3.2` in a notebook and
`Popen(["vllm", "serve", ...])` tell the same as the same line of a shell script.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from aibom.model.sighting import Observation, Sighting
from aibom.scanners.code.facts import Call, Lit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env, Site, Symbol
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.records import Deployment, Word, Workload

_RUNS = {
    "subprocess": frozenset(("run", "Popen", "call", "check_call", "check_output", "getoutput")),
    "os": frozenset(("system", "popen")),
    "asyncio": frozenset(("create_subprocess_exec", "create_subprocess_shell")),
}
_INSTALLS = frozenset(("pip_install", "uv_pip_install", "python_packages"))  # of the images of Modal and BentoML
_TAILS = frozenset().union(*_RUNS.values())
_UNKNOWN = "${ARGUMENT}"  # a word that is computed: to the reader of scripts a variable without a value


def command_sightings(resolver: Resolver) -> Iterator[Sighting]:
    """What the commands of all files tell."""
    records: dict[str, Deployment] = {}
    for path, module in resolver.modules.items():
        scripts = () if is_test(path) else tuple(_scripts(resolver, module))
        if scripts and not path.endswith(".ipynb"):  # the install lines of notebooks are read with the manifests
            yield from _installed(path, scripts)
        if scripts:
            records[path] = Deployment("shell", workloads=(Workload(name=path, line=1, scripts=scripts),))
    if records:
        from aibom.scanners.deployments.told.join import join_deployments

        yield from join_deployments(records)


def _installed(path: str, scripts: Iterable[Word]) -> Iterator[Observation]:
    """The packages that install commands in code name, and those that a script's own metadata asks for (PEP 723)."""
    from aibom.scanners.manifests.facts import MANIFEST_CONFIDENCE, library, observation
    from aibom.scanners.manifests.parsers.pip_command import read_install

    for text, line in scripts:
        installed = read_install(text, line) if " install " in text else None
        for package in installed.packages if installed is not None else ():
            subject = library(package, "pypi", package.version)
            yield observation(package, path, subject, base_confidence=MANIFEST_CONFIDENCE)


def _scripts(resolver: Resolver, module: Module) -> Iterator[Word]:
    for index, call in enumerate(module.facts.calls):
        if call.form == "shell":
            if call.args and isinstance(call.args[0], Lit):
                yield Word(masked(str(call.args[0].value)), call.line)
        elif call.args and call.callee.rpartition(".")[2] in _INSTALLS:
            named = [str(one.value).strip() for one in call.args if isinstance(one, Lit) and isinstance(one.value, str)]
            yield Word(f"pip install {' '.join(map(shlex.quote, named))}", call.line)
        elif call.args and call.callee.rpartition(".")[2] in _TAILS:
            site = Site(Env(module.path, call.scope), index)
            if any(isinstance(t, Symbol) and t.path in _RUNS.get(t.module, ()) for t in resolver.callee(site)):
                yield from _given(resolver, call, site)


def _given(resolver: Resolver, call: Call, site: Site) -> Iterator[Word]:
    """The command line that a call is given: one text, or a list of words."""
    if call.callee.endswith("create_subprocess_exec"):
        yield Word(masked(" ".join(_word(resolver.evaluate(arg, site.env)) for arg in call.args)), call.line)
        return
    for value in resolver.evaluate(call.args[0], site.env):
        if isinstance(value, Const) and isinstance(value.value, str):
            yield Word(masked(value.value), value.line)
        elif isinstance(value, Data):
            items = getattr(value.value, "items", ())
            words = [_word(resolver.evaluate(item, value.env)) for item in items]
            yield Word(masked(" ".join(words)), value.value.line)


def _word(values: tuple[object, ...]) -> str:
    if any(isinstance(v, Symbol) and (v.module, v.path) == ("sys", "executable") for v in values):
        return "python"
    text = next((v.value for v in values if isinstance(v, Const) and not v.partial), None)
    return shlex.quote(str(text)) if text is not None else _UNKNOWN
