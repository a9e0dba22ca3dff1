"""`rollcall verify`: prove the audit trail, and keep anchors outside."""

from pathlib import Path
from typing import TextIO

from adapters.cli import trail_key
from adapters.cli.app import Problem, Wrong, say
from adapters.cli.settings import load
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House, house
from bot.audit import Finding

DEMO = "A demo's trail: its key is public, so it proves only that nothing was changed by accident."


async def verify(anchor: Path | None, write_anchor: Path | None) -> int:
    """Every chain, the texts and the register beside it, and the anchors of a file."""
    lines = _anchors(anchor) if anchor is not None else []
    settings = load()
    async with house(settings, tells=False) as home:
        foreign = trail_key.sentence(home.writer, trail_key.key_of(settings))
        if home.writer is Writer.OTHER:
            raise Problem(f"{foreign}\nNothing can be proved with this key.")
        async with home.reading() as work:
            findings = await work.tx.audit.verify(lines)
            chains = len(await work.tx.audit.heads())
        if not chains and not findings:
            raise Problem("There is a register and no trail yet, so there is nothing to prove. rollcall import writes the first line.")
        for one in findings:
            print(_line(one))
        if findings:
            raise Problem(
                "\n".join([f"{len(findings)} findings in {chains} chains: the trail does not prove.", *([foreign] if foreign else [])])
            )
        if foreign:
            raise Problem(f"{proved(chains, 0).rstrip('.')}, but to nobody else. {foreign}")
        if home.writer is Writer.DEMO:
            say(DEMO)
        if write_anchor is not None:
            await _write_anchor(home, write_anchor)
            print(f"An anchor over {chains} chains was added to {write_anchor}. Keep it where this installation cannot write.")
    print(proved(chains, len(lines)))
    return 0


def _line(one: Finding) -> str:
    return f"{one.chain}, row {one.seq}: {one.what}" if one.seq else f"{one.chain}: {one.what}"


def _anchors(path: Path) -> list[str]:
    try:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise Wrong(f"--anchor {path} is no text in UTF-8, so it holds no anchors.") from None
    except OSError as why:
        raise Wrong(f"--anchor {path}: {why.strerror}") from None
    if not lines:
        raise Problem(f"--anchor {path} is empty: it proves nothing. rollcall verify --write-anchor {path} adds the first one.")
    return lines


async def _write_anchor(home: House, path: Path) -> None:
    """The file is opened first: an anchor that nobody keeps outside is not noted."""
    try:
        file: TextIO = path.open("a", encoding="utf-8")
    except OSError as why:
        raise Wrong(f"--write-anchor {path}: {why.strerror}. No anchor was made.") from None
    with file:
        file.write(await home.write(lambda work: work.tx.audit.anchor(work.now)) + "\n")
        file.flush()


def proved(chains: int, anchors: int) -> str:
    """`3 chains prove, and so does 1 anchor.`"""
    proved = "1 chain proves" if chains == 1 else f"{chains:,} chains prove"
    if not anchors:
        return f"{proved}."
    return f"{proved}, and so {'does 1 anchor' if anchors == 1 else f'do {anchors:,} anchors'}."
