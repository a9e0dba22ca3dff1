"""Fixtures for all tests; where nothing may be skipped, a skip is a failure."""

import os

import pytest
from hypothesis import settings

settings.register_profile("rollcall", deadline=None)  # speed is measured in benchmarks, never in tests
settings.load_profile("rollcall")
pytest_plugins = ["tests.databases", "tests.scenes"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`one_database`: what is tested stands before the register, so SQLite is enough."""
    items[:] = [one for one in items if not (one.get_closest_marker("one_database") and _database_of(one) == "postgresql")]


def _database_of(item: pytest.Item) -> str:
    return str(getattr(item, "callspec", None) and item.callspec.params.get("database", ""))  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """ROLLCALL_NOTHING_SKIPPED: the machine has all that tests need, so a skip hides something."""
    report = yield
    if report.skipped and os.environ.get("ROLLCALL_NOTHING_SKIPPED") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
