"""Python that is shipped with a model: what its code does when it is imported or called. It is parsed, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aibom.catalog.file_kinds import claims_strongly, is_config
from aibom.core import re
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.danger import FUNCTIONS, code_in
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.model.inspection import Signal

MAX_BYTES, MAX_NODES = 4 << 20, 500_000
_MODEL_NAME = re.compile(
    r"(?:modeling|modelling|configuration|tokenization|processing|image_processing|feature_extraction|pipeline|custom|"
    r"handler|model|inference|load|setup_model|generation|hubconf|service)\w*\.py\Z"
)
# Names that nothing but a model's own code has.
_OWN_NAME = re.compile(r"(?:(?:modeling|modelling|configuration|tokenization|(?:image_)?processing)_\w+|hubconf)\.py\Z")
_FRAMEWORKS = re.compile(
    rb"^\s*(?:from|import)\s+(?:torch|transformers|tensorflow|keras|jax|flax|diffusers|ts|peft)\b", re.MULTILINE
)
# Files that only stand beside models.
_CONFIGURED = frozenset(
    """tokenizer_config.json model_index.json adapter_config.json generation_config.json preprocessor_config.json
    processor_config.json mlmodel saved_model.pb mar-inf modules.json""".split()
)
# Modules that run, load, fetch or hide things; the others of danger.MODULES are common in honest code.
_HARMFUL = frozenset(
    """subprocess socket ctypes _ctypes cffi pty runpy code codeop commands marshal webbrowser ftplib smtplib telnetlib
    paramiko pexpect socketserver http urllib urllib2 urllib3 requests httpx aiohttp pickle cPickle _pickle
    dill cloudpickle
    shelve multiprocessing""".split()
)
_CALLS = frozenset(
    """exec eval compile __import__ os.system os.popen os.execv os.execve os.execl os.spawnl os.spawnv
    os.fork os.posix_spawn
    os.remove os.unlink os.rmdir os.kill os.setuid os.startfile shutil.rmtree importlib.import_module
    importlib.__import__
    builtins.exec builtins.eval builtins.__import__ builtins.compile base64.b64decode marshal.loads
    pickle.loads pickle.load
    types.FunctionType types.CodeType sys.settrace os.dup2 asyncio.create_subprocess_shell
    asyncio.create_subprocess_exec
    platform.popen torch.hub.load torch.load joblib.load getattr(__builtins__ numpy.load""".split()
)
_FETCHES = frozenset("urllib.request.urlopen urllib.request.urlretrieve requests.get requests.post".split())
_CERTAIN = frozenset(
    "exec eval os.system os.popen os.execv os.execve os.execl os.spawnl os.spawnv os.dup2 pty.spawn "
    "builtins.exec builtins.eval "
    "asyncio.create_subprocess_shell".split()
)


class PythonInspector:
    """See the module's docstring. Outside of archives only files that come with a model are judged."""

    name = "python"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        # TorchScript keeps its own language in code/ of its archives; the inspector of zips reads it.
        return glance.extension == "py" and "/code/__torch__" not in f"/{glance.path}"

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = glance.blob.read(0, MAX_BYTES + 1)
        shipped = bool(session.where or _shipped(glance.name, data, session.beside))
        if not shipped and not _near_models(session.beside):
            return
        if len(data) > MAX_BYTES:
            yield incomplete("python-too-large", f"more than {MAX_BYTES >> 20} MiB of Python")
            return
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            if code_in(data) or shipped:
                session.format("python-source")
                yield from _unparsed(data)
            return
        used = list(_uses(tree))
        if not shipped and not (used and _runs_on_import(tree)):
            return  # a program that happens to lie beside a model
        session.format("python-source")
        if used:
            certain = [name for name in used if name in _CERTAIN or name.startswith(("subprocess", "pty", "socket"))]
            shown = ", ".join(sorted(set(used))[:6])
            rule = malicious if certain and _runs_on_import(tree) else suspicious
            yield rule("python-harmful-code", f"code that comes with the model uses {shown}")
        elif data.strip():
            yield unknown("python-code", "code that comes with the model runs when it is loaded")


def _unparsed(data: bytes) -> Iterator[Signal]:
    """Python 2, or what no parser takes: judged by its words."""
    word = code_in(data)
    if word:
        yield suspicious("python-harmful-code", f"code that comes with the model uses {word}")
    yield incomplete("python-not-parsed", "not valid Python 3")


def _shipped(name: str, data: bytes, beside: frozenset[str] | None) -> bool:
    """Whether the code is loaded with a model, rather than being a program that uses one: a model's own configuration
    lies beside it, or its name is one that only such code has and a model does."""
    if beside is None:
        return bool(_MODEL_NAME.match(name) or _FRAMEWORKS.search(data))
    weights, config = any(claims_strongly(one) for one in beside), "config.json" in beside
    configured = not beside.isdisjoint(_CONFIGURED) or (weights and config)
    if _OWN_NAME.match(name):
        return configured or weights or config
    return configured and bool(_MODEL_NAME.match(name) or _FRAMEWORKS.search(data))


def _near_models(beside: frozenset[str] | None) -> bool:
    """Whether models lie in the folder, so that code in it that acts when it is imported counts as theirs."""
    return any(claims_strongly(one) or is_config(one) for one in beside or ())


def _uses(tree: ast.AST) -> Iterator[str]:
    aliases: dict[str, str] = {}
    for count, node in enumerate(ast.walk(tree)):
        if count > MAX_NODES:
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _imports(node, aliases)
        elif isinstance(node, ast.Call):
            yield from _called(node, aliases)
        elif isinstance(node, ast.Attribute) and node.attr in ("__subclasses__", "__globals__", "__builtins__"):
            yield node.attr


def _imports(node: ast.Import | ast.ImportFrom, aliases: dict[str, str]) -> Iterator[str]:
    """Harmful modules that are imported; what each name stands for goes into `aliases`."""
    module = "" if isinstance(node, ast.Import) else f"{node.module or ''}."
    for one in node.names:
        full = module + one.name
        root = one.name.partition(".")[0]
        aliases[one.asname or (one.name if module else root)] = full if one.asname or module else root
        if full.partition(".")[0] in _HARMFUL:
            yield full


def _called(node: ast.Call, aliases: dict[str, str]) -> Iterator[str]:
    root, dot, rest = _dotted(node.func).partition(".")
    full = aliases.get(root, root) + dot + rest
    loads = full in FUNCTIONS and "." in full and not full.startswith(("functools", "operator"))
    if full in _CALLS or loads:
        yield full


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 20:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _runs_on_import(tree: ast.Module) -> bool:
    """Whether something harmful stands outside of functions, so that importing the file is enough."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            list(_imports(node, aliases))
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_main(statement):
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            walked = [inner for one in statement.decorator_list for inner in ast.walk(one)]
        else:
            walked = list(ast.walk(statement))
        if any(_starts(node, aliases) for node in walked):
            return True
    return False


def _is_main(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":`, which importing does not run."""
    return isinstance(statement, ast.If) and "__name__" in {
        node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)
    }


def _starts(node: ast.AST, aliases: dict[str, str]) -> bool:
    """A call, or a decorator, that runs text or commands, or opens a connection."""
    if isinstance(node, ast.ClassDef):
        return any(isinstance(one, ast.Name) and one.id in ("exec", "eval") for one in node.decorator_list)
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Call):
        # __import__("os").system(...), importlib.import_module("os").system(...)
        inner = _dotted(called.value.func)
        return inner == "__import__" or inner.endswith("import_module")
    if isinstance(called, ast.Call):
        return _dotted(called.func) == "getattr"
    if isinstance(called, ast.Subscript):
        return _dotted(called.value).startswith("__builtins__")
    root, dot, rest = _dotted(called).partition(".")
    name = aliases.get(root, root) + dot + rest
    return name in _CERTAIN or name.partition(".")[0] in ("subprocess", "pty", "socket", "ctypes") or name in _FETCHES
