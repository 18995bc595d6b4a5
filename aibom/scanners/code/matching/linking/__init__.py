"""Who uses what: the links that hits, containers, pipelines, servers and training runs draw."""
