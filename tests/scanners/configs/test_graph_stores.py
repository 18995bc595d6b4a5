"""Stores of graphs that settings name beside those of vectors."""

from __future__ import annotations

from configured import configured, names


def test_the_stores_and_the_reranker_of_a_memory() -> None:
    text = (
        "vector_store: {provider: qdrant}\ngraph_store:\n  provider: memgraph\n  config: {url: 'bolt://localhost'}\n"
        "reranker: {provider: huggingface, config: {model: BAAI/bge-reranker-base}}\nllm: {model: gpt-4o}\n"
    )
    seen = configured({"memory.yaml": text})
    assert names(seen, "service") >= {"Qdrant", "Memgraph"}
    assert "BAAI/bge-reranker-base" in names(seen, "model")


def test_a_graph_or_a_store_alone_is_none() -> None:
    for key in ("graph", "store", "graph_settings"):
        assert "Neo4j" not in names(
            configured({"app.yaml": f"{key}:\n  provider: neo4j\nllm: {{model: gpt-4o}}\n"}), "service"
        )
