"""SQL: models that databases ask, train and serve, their tables, and vectors beside them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_tree import run

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.sql_files import SqlScanner

PGAI = """-- SELECT ai.openai_embed('text-embedding-ada-002', body) FROM old;
CREATE EXTENSION IF NOT EXISTS ai CASCADE;
SELECT ai.create_vectorizer(
  'articles'::regclass,
  embedding => ai.embedding_openai('text-embedding-3-small', 768)
);
CREATE FUNCTION answer(question text) RETURNS text AS $$
  SELECT ai.ollama_generate('llama3.2', 'Answer from the articles: ' || question)->>'response';
$$ LANGUAGE sql;
"""
BIGQUERY = """CREATE OR REPLACE MODEL `shop.churn`
OPTIONS (model_type = 'LOGISTIC_REG', input_label_cols = ['churned']) AS
WITH recent AS (SELECT * FROM `shop.customers` WHERE year > 2024)
SELECT * FROM recent;
CREATE MODEL IF NOT EXISTS shop.gemini REMOTE WITH CONNECTION `eu.vertex` OPTIONS (ENDPOINT = 'gemini-2.0-flash-001');
"""
ASKING = """SELECT * FROM ML.PREDICT(MODEL `shop.churn`, (SELECT * FROM shop.customers));
SELECT * FROM ML.GENERATE_TEXT(MODEL shop.gemini, (SELECT 'Why do customers leave?' AS prompt));
"""
SINGLE = {
    "Snowflake": ("SELECT SNOWFLAKE.CORTEX.COMPLETE('mistral-large2', body) FROM t;", "mistral-large2", "Snowflake Cortex"),
    "the new names": ("SELECT AI_EMBED('snowflake-arctic-embed-l-v2.0', body) FROM t;", "snowflake-arctic-embed-l-v2.0", "Snowflake Cortex"),
    "Databricks": ("SELECT ai_query('databricks-meta-llama-3-3-70b-instruct', body) FROM t;", "databricks-meta-llama-3-3-70b-instruct", "Databricks"),
    "PostgresML": ("SELECT pgml.embed('intfloat/e5-small-v2', body) FROM t;", "intfloat/e5-small-v2", None),
    "a task in JSON": (
        """SELECT pgml.transform(task => '{"task": "text-generation", "model": "meta-llama/Llama-3.2-1B"}'::JSONB);""",
        "meta-llama/Llama-3.2-1B",
        None,
    ),
    "pg_vectorize": (
        "SELECT vectorize.rag(job_name => 'chat', chat_model => 'openai/gpt-4o-mini', query => 'x');",
        "gpt-4o-mini",
        None,
    ),
    "a mapping": ("SELECT llm_complete({'model_name': 'gpt-4o'}, {'prompt': 'Sum up'}) FROM t;", "gpt-4o", None),
    "Redshift": (
        "CREATE EXTERNAL MODEL titan FUNCTION f MODEL_TYPE BEDROCK SETTINGS (MODEL_ID 'amazon.titan-text-express-v1');",
        "amazon.titan-text-express-v1",
        "Amazon Bedrock",
    ),
    "SQL Server": (
        "CREATE EXTERNAL MODEL m WITH (LOCATION = 'https://api.openai.com/v1/embeddings', API_FORMAT = 'OpenAI',"
        " MODEL_TYPE = EMBEDDINGS, MODEL = 'text-embedding-3-small');",
        "text-embedding-3-small",
        "OpenAI",
    ),
}  # fmt: skip


def test_a_vectorizer_joins_table_store_and_model() -> None:
    seen = run(SqlScanner(), {"migrations/003_ai.sql": PGAI})
    assert set(seen.named(Kind.MODEL)) == {"text-embedding-3-small", "llama3.2"}
    assert set(seen.named(Kind.DATASET)) == {"articles"}
    links = {(link.source.name, link.kind, link.target.name) for link in seen.links}
    assert ("articles", RelationKind.STORES_IN, "pgvector") in links
    assert ("pgvector", RelationKind.USES_MODEL, "text-embedding-3-small") in links
    assert ("llama3.2", RelationKind.SERVED_BY, "Ollama") in links
    assert {one.evidence.line for one in seen.observations if one.subject.name == "llama3.2"} == {8}


def test_models_that_are_learnt_and_names_that_stand_for_others() -> None:
    seen = run(SqlScanner(), {"sql/ask.sql": ASKING, "sql/models.sql": BIGQUERY})
    assert set(seen.named(Kind.MODEL)) == {"shop.churn", "gemini-2.0-flash-001"}
    assert ("shop.churn", RelationKind.TRAINED_ON, "shop.customers") in {
        (link.source.name, link.kind, link.target.name) for link in seen.links
    }
    assert set(seen.named(Kind.DATASET)) == {"shop.customers"}


@pytest.mark.parametrize("kind", SINGLE)
def test_functions_and_statements_name_models(kind: str) -> None:
    source, model, service = SINGLE[kind]
    seen = run(SqlScanner(), {"queries/ask.sql": source})
    assert set(seen.named(Kind.MODEL)) == {model}
    assert service is None or service in set(seen.named(Kind.SERVICE))


def test_mindsdb_gives_its_model_a_prompt() -> None:
    source = (
        "CREATE MODEL mindsdb.review PREDICT verdict USING engine = 'openai_engine', model_name = 'gpt-4o',\n"
        "prompt_template = 'Say whether {{text}} is kind.';\nCREATE AGENT desk USING model = 'gpt-4o-mini';"
    )
    seen = run(SqlScanner(), {"setup.sql": source})
    assert set(seen.named(Kind.MODEL)) == {"gpt-4o", "gpt-4o-mini"}
    assert set(seen.named(Kind.PROMPT)) == {"mindsdb.review prompt"}
    assert set(seen.named(Kind.AGENT)) == {"desk"}


@pytest.mark.parametrize(
    "source",
    [
        "SELECT embedding('title', 3) FROM vehicles;",
        "CREATE TABLE model (id int); SELECT model FROM cars;",
        "INSERT INTO notes VALUES ('SELECT ai.openai_embed(''text-embedding-3-small'', body)');",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
        "/* CREATE MODEL shop.churn OPTIONS (model_type = 'LOGISTIC_REG') AS SELECT 1 */",
    ],
)
def test_other_sql_tells_nothing(source: str) -> None:
    assert not run(SqlScanner(), {"schema.sql": source}).observations


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["'", '"', "`", "(", ")", "{", "}", "$$", "--", "/*", "CREATE MODEL a ", "ai.x", ",", "\n", "é"]
        )
    )
)
def test_any_text_is_read_without_an_error(parts: list[str]) -> None:
    run(SqlScanner(), {"any.sql": PGAI + "".join(parts) + BIGQUERY})


@pytest.mark.parametrize("piece", ["'''", "/*", "(", "`a", "ai.x(", "CREATE MODEL a ", "$a$", "a.b-"])
def test_long_files_take_linear_time(piece: str) -> None:
    started = time.process_time()
    run(SqlScanner(), {"long.sql": "SELECT ai.embed(" + piece * 60_000})
    assert time.process_time() - started < 8
