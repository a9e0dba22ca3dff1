"""`rollcall verify`: prove the audit trail, and keep anchors outside."""

from pathlib import Path

from adapters.cli.app import Problem, Wrong
from adapters.cli.settings import load
from adapters.cli.wiring import house


async def verify(anchor: Path | None, write_anchor: Path | None) -> int:
    """Every chain, the texts beside it, and the anchors of a file."""
    lines: list[str] = []
    if anchor is not None:
        try:
            lines = anchor.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as why:
            raise Wrong(f"--anchor {anchor}: {why}") from None
    async with house(load()) as home:
        async with home.reading() as work:
            findings = await work.tx.audit.verify(lines)
            chains = len(await work.tx.audit.heads())
        for one in findings:
            print(f"{one.chain}, row {one.seq}: {one.what}")
        if findings:
            raise Problem(f"{len(findings)} findings in {chains} chains: the trail does not prove.")
        if write_anchor is not None:
            line = await home.write(lambda work: work.tx.audit.anchor(work.now))
            with write_anchor.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            print(f"An anchor over {chains} chains was added to {write_anchor}. Keep it where this installation cannot write.")
    print(f"{chains} chains prove" + (f", and so do {len(lines)} anchors." if lines else "."))
    return 0
