"""SQL in the texts of programs that talk to a database."""

from __future__ import annotations

from aibom.model.kinds import Kind

SOURCE = '''import {driver}

with {driver}.connect("dbname=notes") as connection:
    connection.execute("""
        SELECT ai.create_vectorizer('blog'::regclass,
            embedding => ai.embedding_ollama('nomic-embed-text', 768))
    """)
'''


def test_statements_that_a_program_executes_are_read(scan):
    found = scan({"setup_db.py": SOURCE.format(driver="psycopg")})
    assert found.names(Kind.MODEL) == ["nomic-embed-text"]
    assert found.places(Kind.MODEL, "nomic-embed-text") == {"setup_db.py:6"}
    assert ("blog", "stores-in", "pgvector") in found.links


def test_texts_of_programs_without_a_database_are_none(scan):
    assert scan({"teach.py": SOURCE.format(driver="textwrap")}).names(Kind.DATASET) == []
