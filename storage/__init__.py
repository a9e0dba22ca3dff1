"""How Rollcall's memory is kept: SQLModel tables, queries per noun, migrations; SQLite and PostgreSQL. Decides nothing."""
