"""Registers from files: CSV, XLSX, YAML. Whatever is in them, a clear sentence with file, row and column (issue, Bad input)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.rules.register import FIELDS, RegisterRow, clean, is_ours, propose

MEGABYTE = 1024 * 1024
LIMIT = 64 * MEGABYTE
UNPACKED_LIMIT = 256 * MEGABYTE
YAML_LIMIT, YAML_DEPTH = 8 * MEGABYTE, 20
ROW_LIMIT, COLUMN_LIMIT = 200_000, 500


class BadFile(ValueError):
    """The file cannot be read as a register; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns and rows, as text; the number of a row is the one a spreadsheet shows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_file(path: Path) -> Sheet:
    """By its ending. Raises BadFile."""
    try:
        size = path.stat().st_size
    except OSError as why:
        raise BadFile(f"{path}: {why.strerror or 'cannot be read'}") from None
    if not path.is_file():
        raise BadFile(f"{path} is no file")
    if size > LIMIT:
        raise BadFile(f"{path.name} has {size // MEGABYTE} MB; a register has at most {LIMIT // MEGABYTE} MB. Split it.")
    match path.suffix.casefold():
        case ".csv" | ".tsv" | ".txt":
            return _csv(path.name, path.read_bytes())
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return _xlsx(path)
        case ".yaml" | ".yml":
            return _yaml(path.name, path.read_bytes())
        case other:
            raise BadFile(f"{path.name}: I read CSV, XLSX and YAML, not “{other or 'a file without an ending'}”")


def decode(name: str, data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else the Windows code page."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as why:
        line = data[: why.start].count(b"\n") + 1
        raise BadFile(f"{name}, row {line}: I cannot read its letters. Save the file as UTF-8.") from None


def _csv(name: str, data: bytes) -> Sheet:
    text = decode(name, data)
    if "\x00" in text:
        raise BadFile(f"{name} is no text file: it holds NUL characters. Save it as CSV in UTF-8.")
    csv.field_size_limit(LIMIT)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
        dialect.doublequote = True
    except csv.Error:
        dialect = csv.excel
    try:
        table = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), dialect)]
    except csv.Error as why:
        raise BadFile(f"{name}: {why}") from None
    return _sheet(name, table)


def _xlsx(path: Path) -> Sheet:
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".ods"):
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile:
            raise BadFile(f"{path.name} is no spreadsheet: it cannot be unpacked") from None
        if unpacked > UNPACKED_LIMIT:
            raise BadFile(f"{path.name} unpacks to {unpacked // MEGABYTE} MB, which no register does. It was not opened.")
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as why:
        raise BadFile(f"{path.name} cannot be read as a spreadsheet: {why}") from None
    return _sheet(path.name, [tuple(_cell(cell) for cell in row) for row in cells])


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)


def _sheet(name: str, table: Sequence[tuple[str, ...]]) -> Sheet:
    head = next((n for n, row in enumerate(table) if any(cell.strip() for cell in row)), None)
    if head is None:
        raise BadFile(f"{name} is empty")
    columns = tuple(clean(cell) for cell in table[head])
    if len(columns) > COLUMN_LIMIT or len(table) > ROW_LIMIT:
        raise BadFile(f"{name} has {len(table):,} rows and {len(columns):,} columns; at most {ROW_LIMIT:,} and {COLUMN_LIMIT}. Split it.")
    return Sheet(columns, tuple((number, row) for number, row in enumerate(table[head + 1 :], head + 2)))


def _yaml(name: str, data: bytes) -> Sheet:
    if len(data) > YAML_LIMIT:
        raise BadFile(f"{name} has {len(data) // MEGABYTE} MB; as YAML at most {YAML_LIMIT // MEGABYTE} MB")
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = decode(name, data)
    try:
        _harmless(name, YAML(typ="safe", pure=True).parse(text))
        value = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, RecursionError, ValueError) as why:
        if isinstance(why, BadFile):
            raise
        raise BadFile(f"{name} is no YAML: {str(why).splitlines()[0] if str(why) else 'nested too deep'}") from None
    systems = value.get("systems") if isinstance(value, dict) else value
    if not isinstance(systems, list) or not all(isinstance(one, dict) for one in systems):
        raise BadFile(f"{name}: I expect a list of systems, each with a name (or the key systems: with such a list)")
    columns = tuple(dict.fromkeys(str(key) for one in systems for key in one))
    rows = tuple((number, tuple(_yaml_cell(one.get(column)) for column in columns)) for number, one in enumerate(systems, 1))
    return Sheet(columns, rows)


def _harmless(name: str, events: Iterable[Any]) -> None:
    """Read event by event before anything is built: aliases can grow without end, and deep nesting takes its square in time."""
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise BadFile(f"{name}, line {line}: aliases (*{event.anchor}) are not read. Write the value out.")
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > YAML_DEPTH:
            raise BadFile(f"{name}, line {line}: lists within lists are not read deeper than {YAML_DEPTH} levels. Write a list of systems.")


def _yaml_cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(one) for one in value)
    return _cell(value)


def mapping_of(given: Sequence[str], sheet: Sheet, name: str) -> dict[str, str]:
    """`field=column` pairs, checked. Raises BadFile."""
    found: dict[str, str] = {}
    for pair in given:
        field, equals, column = pair.partition("=")
        if not equals or field not in FIELDS:
            raise BadFile(f"--map {pair}: write field=column; fields are {', '.join(FIELDS)}")
        if column not in sheet.columns:
            raise BadFile(f"--map {pair}: {name} has no column “{column}”; it has {', '.join(sheet.columns)[:500]}")
        found[field] = column
    return found


def proposed(sheet: Sheet) -> tuple[dict[str, str], bool]:
    """A mapping for the file's columns, and whether it is certain (our own field names)."""
    if is_ours(sheet.columns):
        return {field: field for field in sheet.columns}, True
    return propose(sheet.columns), False


def rows_of(sheet: Sheet, mapping: Mapping[str, str]) -> list[RegisterRow]:
    """The rows in our fields. A row longer than the header is refused: its cells may have slipped."""
    places = {field: sheet.columns.index(column) for field, column in mapping.items()}
    found: list[RegisterRow] = []
    for number, cells in sheet.rows:
        values = {field: cells[place].replace("\r\n", "\n") if place < len(cells) else "" for field, place in places.items()}
        slipped = len(cells) > len(sheet.columns) and any(cell.strip() for cell in cells[len(sheet.columns) :])
        error = f"it has {len(cells)} cells, the header has {len(sheet.columns)}: a quote or a separator is missing" if slipped else ""
        found.append(RegisterRow(number, values, error))
    return found
