"""`python -m tests.access_table`: write docs/access.md anew from bot/rules/access.py."""

from pathlib import Path

from bot.rules.access import table

PAGE = Path(__file__).parents[1] / "docs" / "access.md"
WORDS = """# Who sees what

Made from `bot/rules/access.py` (`python -m tests.access_table`); a test compares. A column is somebody's standing to *one* system: the same
person may be its steward here and a colleague there. Everybody sees and exports everything that is stored about themselves
(`/owner me data`). Whoever raised a concern follows its thread; from outside, once they hold nothing of the system, its steps without the
words of others. Who may not read that somebody has not answered reads that *somebody* was asked. The second pair of eyes is told what the
steward would be told once the steward has gone quiet. Nobody sees why somebody is away: it is not kept.

"""


def page() -> str:
    """The whole page."""
    return WORDS + table()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
