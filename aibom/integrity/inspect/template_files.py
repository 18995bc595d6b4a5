"""Chat templates in files of their own (chat_template.jinja), and Ollama's Modelfile."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import decode
from aibom.formats.templates import MAX_TEMPLATE
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.judged import suspicious
from aibom.integrity.inspect.paths import escapes
from aibom.integrity.inspect.template_rules import judge_template
from aibom.model.inspection import Signal

_FROM = re.compile(r"^\s*(FROM|ADAPTER)\s+(\S+)", re.IGNORECASE | re.MULTILINE)


class TemplateInspector:
    """See the module's docstring."""

    name = "template"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        named = glance.extension in ("jinja", "jinja2", "j2") or (
            glance.extension == "template" and b"{" in glance.head
        )
        return named or "modelfile" in glance.name.split(".")

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = glance.blob.read(0, MAX_TEMPLATE + 1)
        if len(data) > MAX_TEMPLATE or b"\0" in data:
            yield incomplete("template-not-parsed", "no text, or a very long one")
            return
        text = decode(data)
        if "modelfile" in glance.name.split("."):
            if _FROM.search(text):
                session.format("modelfile")
                yield from _modelfile(text)
            return
        session.format("jinja-template")
        yield from judge_template(text, "the template")


def _modelfile(text: str) -> Iterator[Signal]:
    """The Go templates of Ollama have no way out; what matters is which files it names."""
    for word, value in _FROM.findall(text):
        if escapes(value) and value.startswith(("/", "..", "~")):
            yield suspicious("modelfile-path", f"{word.upper()} {value!r} {escapes(value)}")
