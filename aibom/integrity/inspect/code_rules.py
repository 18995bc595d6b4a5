"""Judges program code by the names that it uses: byte code in pickles (cloudpickle, dill) and marshalled code."""

from __future__ import annotations

from collections.abc import Collection, Iterator

# Names that say by themselves what code does, and those that do so together with their module.
_STARTS = frozenset(
    "Popen check_output check_call getoutput getstatusoutput execv execve execvp execl posix_spawn spawnl spawnv "
    "subprocess pty runpy __import__ __builtins__ __subclasses__ execfile".split()
)
_REACHES = frozenset(
    "socket create_connection urlopen urlretrieve rmtree ctypes CDLL paramiko telnetlib smtplib ftplib import_module "
    "marshal b64decode load_op_library importlib".split()
)
_TOGETHER = (
    ({"os", "posix", "nt"}, {"system", "popen", "fork", "kill", "remove", "unlink", "startfile"}),
    ({"builtins", "__builtin__"}, {"eval", "exec", "compile", "open", "__dict__"}),
    ({"pickle", "dill", "cloudpickle", "_pickle"}, {"load", "loads"}),
)
# Built-in functions that are called without a module: methods may be called the same.
_BARE = frozenset({"exec"})


def starts(names: Collection[str]) -> list[str]:
    """Names by which code runs programs or text."""
    have = set(names)
    found = have & (_STARTS | _BARE)
    for modules, functions in _TOGETHER:
        if have & modules:
            found |= have & functions
    return sorted(found)


def reaches(names: Collection[str]) -> list[str]:
    """Names by which code reaches the network, files or other code."""
    return sorted(set(names) & _REACHES)


def told(names: Collection[str]) -> Iterator[str]:
    """At most six names, those that start something first."""
    yield from [*starts(names), *reaches(names)][:6]
