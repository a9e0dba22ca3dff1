"""One conversation held on every platform side by side: what is said, offered and asked for is the same, whatever it looks like."""

import re
from dataclasses import dataclass, field

from tests.adapters.contract.platform import Platform, Shown
from tests.adapters.contract.stage import Stage

Each = dict[str, tuple[Stage, Platform]]


@dataclass
class Transcript:
    """What one platform showed, step by step."""

    steps: dict[str, tuple[str, list[str], list[str]]] = field(default_factory=dict)

    def note(self, step: str, shown: Shown) -> Shown:
        """Words without what only separates them, buttons by label, fields by name."""
        buttons = [one for one in shown.buttons if one != "Not now" and not shown.fields]
        self.steps[step] = (" ".join(re.findall(r"\w+", shown.words.casefold())), sorted(buttons), sorted(shown.fields))
        return shown


async def held(stage: Stage, platform: Platform) -> Transcript:
    """From an empty register to a steward's decision."""
    found = Transcript()
    note = found.note
    ada, olivia, max_, sam, dee = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    note("an empty register", await ada.owner("billing"))
    note("help", await dee.owner("help"))
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    note("a look-up", await dee.owner("invoice triage"))
    note("a misspelt one", await dee.owner("invocie"))
    note("somebody's own", await olivia.owner("me"))
    note("settings", await olivia.owner("settings"))
    note("the gaps", await sam.owner("gaps"))
    note("no person", await sam.owner("offer invoice triage operator @data-team"))
    note("an offer's form", await sam.owner("offer invoice triage operator"))
    note("words", await dee.says("how are you"))
    await stage.go_to("2026-11-30 09:00")
    question = note("the weekly question", await olivia.sees("is this normal?"))
    note("its form", await olivia.press(question, "Something's off"))
    note("somebody else's click", await max_.press(question, "Looked: normal"))
    note("answered in words", await olivia.says("all good"))
    note("an answered question", await olivia.now(question))
    note("to change it", await olivia.press(await olivia.now(question), "Change"))
    form = note("a concern's form", await dee.owner("concern invoice triage"))
    note("a concern that was raised", await dee.send(form, words="wrong IBANs", severity="stop"))
    concern = note("a concern", await max_.sees("wrong IBANs"))
    for holder in (olivia, sam):
        await holder.sees("wrong IBANs")
    await max_.press(concern, "I have it")
    note("a concern somebody works on", await max_.now(concern))
    note("its thread", await max_.press(await max_.now(concern), "The whole thread"))
    await stage.go_to("2026-12-01 09:00")
    monthly = note("the monthly question", await sam.sees("still needed, still the right shape"))
    note("a decision's form", await sam.press(monthly, "Retire"))
    await sam.press(monthly, "Keep")
    note("a decision", await sam.now(monthly))
    note("the month", await sam.owner("summary"))
    note("the history", await sam.owner("history invoice triage"))
    await stage.everything_is_read()
    return found


async def test_each_platform_says_offers_and_asks_for_the_same(each: Each) -> None:
    found = {name: (await held(*staged)).steps for name, staged in each.items()}
    differs = [
        f"{step}\n {name}: {found[name][step]}\n local: {shown}"
        for step, shown in found["local"].items()
        for name in ("slack", "teams")
        if found[name][step] != shown
    ]
    assert not differs, "\n".join(differs)
