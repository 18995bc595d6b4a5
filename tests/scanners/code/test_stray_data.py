"""Data files of the tree that literals name without a reader that is known."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

LIBRARY = """
package library;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Library {{
    void fill(EmbeddingStoreIngestor ingestor) {{
        var model = OpenAiChatModel.builder().modelName("gpt-4o-mini").build();
        {line}
    }}
}}
"""
MAIN = "src/main/java/library/Library.java"


@pytest.mark.parametrize(
    "line",
    [
        'ingestor.ingest(Shelf.open(Shelf.place("books/sagas.pdf")));',
        'String sagas = "books/sagas.pdf"; ingestor.ingest(Shelf.open(sagas));',
        'for (String one : List.of("books/sagas.pdf")) ingestor.ingest(Shelf.open(one));',
        'ingestor.ingest(Shelf.open(folder.resolve("sagas.pdf")));',
    ],
)
def test_a_file_of_the_tree_that_is_named_is_data(scan, line: str) -> None:
    found = scan({MAIN: LIBRARY.format(line=line)}, also=("src/main/resources/books/sagas.pdf",))
    assert found.names(Kind.DATASET) == ["src/main/resources/books/sagas.pdf"]


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ('ingestor.ingest(Shelf.open(Shelf.place("books/sagas.pdf")));', "books/eddas.pdf"),
        ('Files.writeString(Path.of("books/sagas.txt"), text);', "books/sagas.txt"),
        ('String about = Files.readString(Path.of("README.md"));', "README.md"),
        ('String words = Files.readString(Path.of("prompts/greet.txt"));', "prompts/greet.txt"),
        ('if (text.endsWith("sagas.txt")) return;', "sagas.txt"),
    ],
)
def test_what_is_absent_written_or_the_projects_own_is_none(scan, line: str, there: str) -> None:
    assert scan({MAIN: LIBRARY.format(line=line)}, also=(there,)).names(Kind.DATASET) == []


def test_an_ending_in_capitals_is_one(scan) -> None:
    line = 'ingestor.ingest(Shelf.open(Shelf.place("books/SAGAS.PDF")));'
    assert scan({MAIN: LIBRARY.format(line=line)}, also=("books/SAGAS.PDF",)).names(Kind.DATASET) == ["books/SAGAS.PDF"]


@pytest.mark.parametrize(("file", "names"), [("metrics.csv", []), ("visits.csv", ["visits.csv"])])
def test_what_a_logger_of_training_writes_is_no_data(scan, file: str, names: list[str]) -> None:
    code = f"""import os.path as op
import pandas as pd
import lightning as L
trainer = L.Trainer()
pd.read_csv(op.join(trainer.logger.log_dir, "{file}")).plot()
"""
    assert scan({"train.py": code}).names(Kind.DATASET) == names
