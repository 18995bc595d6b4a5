"""What a command of a script runs, however it is called: `"$VENV/bin/pip"`, `sudo -H -u app`, `$(PIP)`, `pip.exe`."""

from __future__ import annotations

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import parse_json

_WRAPPER = re.compile(
    r"(?:sudo\s+(?:-[ugp]\s+\S+\s+|-[A-Za-z]+\s+|--[\w-]+(?:=\S+)?\s+)*"
    r"|(?:time|exec|command|then|do|else|if|!|set\s+-\S+|env|call|nohup|&|[A-Za-z_]\w*=\S*|\$\{?SUDO\}?)\s+"
    r"|(?:conda|mamba|micromamba)\s+run\s+(?:(?:-n|--name|-p|--prefix)[ =]\S+\s+|--?[\w-]+\s+)*"
    r"|(?:poetry|pipenv|pdm|hatch|rye)\s+run\s+(?=\S*(?:pip|python))"
    r"|docker(?:[ -]compose)?\s+exec\s+(?:--?[\w-]+\s+)*\S+\s+"
    r"|(?:su|runuser)\s+(?:-\s+|-l\s+)*\w\S*\s+-c\s+[\"']|[@-](?=[\w$\"'])|(?:\S*/)?(?:ba)?sh\s+-l?c\s+[\"'])*"
)
_PATH = r"(?:\S{0,200}[/\\])?"
_PROGRAM = re.compile(rf"[\"']?{_PATH}(?P<tool>pip[\d.]*|uv|conda|mamba|npm)(?:\.exe)?[\"']?(?=\s)", re.IGNORECASE)
_VARIABLE = re.compile(r"[\"']?\$(?:\{\w*PIP\d?\}|\(\w*PIP\d?\)|\w*PIP\d?)[\"']?(?=\s+install\b)", re.IGNORECASE)
_MODULE = re.compile(
    rf"[\"']?(?:{_PATH}py(?:thon)?[\d.]*(?:\.exe)?|\$(?:\{{\w*PY\w*\}}|\(\w*PY\w*\)|\w*PY\w*))[\"']?\s+(?:-\w+\s+)*?-m\s+(?=(?:uv\s+)?pip\d?\s)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\A\s*(?:RUN|CMD)?\s*(\[\s*\".*\])\s*\Z", re.IGNORECASE)


def plain_command(command: str) -> str:
    """The command without wrappers and paths: `sudo /venv/bin/pip3 install x` as `pip3 install x`."""
    wrapper = _WRAPPER.match(command.strip())
    rest = command.strip()[wrapper.end() if wrapper else 0 :]
    if wrapper and wrapper[0].endswith(("'", '"')):
        rest = rest.rstrip("'\"")  # `su - app -c "pip install x"`
    rest = _MODULE.sub("", rest, count=1) if _MODULE.match(rest) else rest
    if (match := _VARIABLE.match(rest)) is not None:
        return f"pip{rest[match.end() :]}"
    if (match := _PROGRAM.match(rest)) is not None:
        return f"{match['tool']}{rest[match.end() :]}"
    return rest


def unlisted(row: str) -> str:
    """The words of a command that a Dockerfile writes as a list: `RUN ["pip", "install", "x"]`."""
    match = _LISTED.match(row)
    if match is None:
        return row
    try:
        words = parse_json(match[1].encode(), "")
    except UnreadableError:
        return row
    return " ".join(str(word) for word in words) if isinstance(words, list) else row
