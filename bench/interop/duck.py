"""DuckDB with its Iceberg extension, which comes from PyPI here: the project's own server of extensions is not asked."""

import importlib.metadata
import importlib.util
import pathlib

# In the order in which they need each other.
EXTENSIONS = ["avro", "httpfs", "iceberg"]


def is_there():
    return all(importlib.util.find_spec(name) for name in ["duckdb"] + [f"duckdb_extension_{one}" for one in EXTENSIONS])


def version():
    return importlib.metadata.version("duckdb") if is_there() else "left out"


def count(catalog, where):
    """How many rows it sees."""
    import duckdb

    connection = duckdb.connect()
    for name in EXTENSIONS:
        package = pathlib.Path(importlib.util.find_spec(f"duckdb_extension_{name}").origin).parent
        connection.execute(f"LOAD '{next(package.rglob('*.duckdb_extension'))}'")
    connection.execute(f"ATTACH '' AS firn (TYPE iceberg, ENDPOINT '{catalog}', AUTHORIZATION_TYPE 'none')")
    return connection.execute(f"SELECT count(*) FROM firn.analytics.events WHERE {where}").fetchone()[0]
