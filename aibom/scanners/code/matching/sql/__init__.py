"""SQL: models that a database is told to ask or to train, and the tables that it gives them."""
