"""Models in the schema of a Weaviate class."""

from __future__ import annotations

from aibom.model.kinds import Kind

SCHEMA = """\
import weaviate

client = weaviate.Client("http://localhost:8080")
recipe = {
    "class": "Recipe",
    "properties": [{"name": "title", "moduleConfig": {"text2vec-openai": {"skip": True}}}],
    "moduleConfig": {
        "generative-cohere": {"model": "command-r"},
        "text2vec-openai": {"model": "ada", "modelVersion": "002", "type": "text"},
    },
    "vectorizer": "text2vec-openai",
}
client.schema.create_class(recipe)
"""


def test_the_models_of_modules_are_told_with_their_services(scan):
    found = scan({"load.py": SCHEMA})
    models = {
        (one.subject.origin, one.subject.name, one.evidence.line)
        for one in found.observations
        if one.subject.kind == Kind.MODEL
    }
    assert models == {("cohere", "command-r", 8), ("openai", "text-embedding-ada-002", 9)}
    assert {
        ("text-embedding-ada-002", "served-by", "OpenAI"),
        ("command-r", "served-by", "Cohere"),
        ("Weaviate", "uses-model", "text-embedding-ada-002"),
        ("Weaviate", "uses-model", "command-r"),
    } <= found.links
