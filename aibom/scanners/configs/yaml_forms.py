"""Tells what a YAML configuration is by its content, and has it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import read_documents
from aibom.scanners.configs.generic import read_generic
from aibom.scanners.configs.paths import is_spring
from aibom.scanners.configs.products.agent_toolkit import is_agent_toolkit, read_agent_toolkit
from aibom.scanners.configs.products.copilot_studio import is_copilot_studio, read_copilot_studio
from aibom.scanners.configs.products.crewai import is_crew, read_crew
from aibom.scanners.configs.products.dify import exported, is_dify, read_dify
from aibom.scanners.configs.products.goose import is_recipe, read_recipe
from aibom.scanners.configs.products.kedro import is_kedro, read_kedro
from aibom.scanners.configs.products.litellm import is_litellm, read_litellm
from aibom.scanners.configs.products.litgpt import is_litgpt, read_litgpt
from aibom.scanners.configs.products.lm_eval import is_lm_eval, read_lm_eval
from aibom.scanners.configs.products.localai import is_localai, read_localai
from aibom.scanners.configs.products.promptflow import is_promptflow, read_promptflow
from aibom.scanners.configs.products.promptfoo import is_promptfoo, read_promptfoo
from aibom.scanners.configs.products.rasa import is_rasa, read_rasa
from aibom.scanners.configs.products.rest_tools import is_rest_server, read_rest_server
from aibom.scanners.configs.products.spacy import is_spacy_project, read_spacy_project
from aibom.scanners.configs.products.spring import read_spring_yaml
from aibom.scanners.configs.products.symfony_ai import is_symfony_ai, read_symfony_ai
from aibom.scanners.configs.products.training_forms import is_detectron, is_torchtune, read_detectron, read_torchtune
from aibom.scanners.configs.promptfiles import is_prompt_template, read_prompt_template
from aibom.scanners.configs.rows import Rows

# The forms that a document's own members tell, in the order in which they are asked for.
_FORMS: tuple[tuple[Callable[[Lined], bool], Callable[[Lined, str], Iterator[Sighting]]], ...] = (
    (is_litellm, read_litellm),
    (is_recipe, read_recipe),
    (is_rest_server, read_rest_server),
    (is_copilot_studio, read_copilot_studio),
    (is_crew, read_crew),
    (is_localai, read_localai),
    (is_torchtune, read_torchtune),
    (is_detectron, read_detectron),
    (is_litgpt, read_litgpt),
    (is_lm_eval, read_lm_eval),
    (is_symfony_ai, read_symfony_ai),
)


def read_yaml(data: bytes, path: str, name: str = "") -> Iterator[Sighting]:
    """What all documents of a file tell, or of one called `name` that stands inside of it."""
    documents = read_documents(data, path, name)
    for document in documents:
        yield from _read(document, data, path)
    if is_spring(path):
        yield from read_spring_yaml(documents, path)


def _read(document: Lined, data: bytes, path: str) -> Iterator[Sighting]:
    form = next((read for is_form, read in _FORMS if is_form(document)), None)
    if form is not None:
        yield from form(document, path)
    elif (application := document if is_dify(document) else exported(document, path)) is not None:
        yield from read_dify(application, Rows(decode(data)), path)
    elif is_promptfoo(document, path):
        yield from read_promptfoo(document, path)
    elif is_promptflow(document, path):
        yield from read_promptflow(document, path)
    elif is_spacy_project(document):
        yield from read_spacy_project(document, path)
        yield from read_generic([document], path)
    elif is_kedro(document):
        yield from read_kedro(document, path)
        yield from read_generic([document], path)
    elif is_agent_toolkit(document):
        yield from read_agent_toolkit(document, path)
        yield from read_generic([document], path)
    elif is_rasa(document):
        yield from read_rasa(document, path)
    elif isinstance(document.value, Mapping) and is_prompt_template(document.value, path):
        yield from read_prompt_template(document, document.value, data, path)
    else:
        yield from read_generic([document], path)
