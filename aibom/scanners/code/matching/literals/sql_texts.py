"""SQL in the texts of code: `cursor.execute("SELECT ai.openai_embed('text-embedding-3-small', body) FROM notes")`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from aibom.core import re
from aibom.model.sighting import Sighting
from aibom.scanners.code.matching.literals.written_texts import written_texts
from aibom.scanners.code.matching.sql.telling import speaks_of_models, told_by
from aibom.scanners.code.resolving.modules import Module

_LEAST = 24  # letters of the shortest statement that names a model
_DRIVER = re.compile(
    r"(?i)psycopg|asyncpg|pg8000|sqlalchemy|sqlmodel|snowflake|bigquery|duckdb|databricks|pyspark|oracledb|mysql|mindsdb"
    r"|redshift|pyodbc|pgai|django\.db|records|java\.sql|javax\.sql|springframework\.jdbc|jooq|Npgsql|Dapper"
    r"|Data\.SqlClient|EntityFrameworkCore|database/sql|jackc/pgx|lib/pq|gorm|sqlx|tokio_postgres|diesel|\Apg\Z|postgres"
    r"|knex|kysely|drizzle|prisma|sequelize|typeorm|active_?record|sequel"
)
_SQL = re.compile(r"(?i)\b(?:select|create|insert|update|call|perform|with)\s")


def may_be_sql(text: str) -> bool:
    """Whether a text may be SQL that names a model, asked of every text."""
    return len(text) >= _LEAST and "(" in text and _SQL.search(text) is not None and speaks_of_models(text)


def sql_texts(module: Module) -> Iterator[Sighting]:
    """What the statements among the texts of a file tell that talks to a database."""
    if any(_is_driver(one.module) for one in module.facts.imports):
        for written in written_texts(module, may_be_sql):
            yield from told_by(module.path, written.text, written.line).sightings


@lru_cache(10_000)
def _is_driver(imported: str) -> bool:
    """Whether a module talks to databases; most are imported by many files."""
    return _DRIVER.search(imported) is not None
