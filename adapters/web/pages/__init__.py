"""Pages for people: server-rendered, without script, each for the one person who opened it."""

from adapters.web.pages.app import Door, Who, add_pages

__all__ = ["Door", "Who", "add_pages"]
