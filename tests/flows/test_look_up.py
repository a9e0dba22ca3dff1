"""`/owner <system>`: whom to ask, and the state of each job as it is (PRODUCT §7, STATES)."""

from bot.events import Commanded
from bot.model import Role, Stage
from bot.views import actions
from bot.views.plain import plain
from storage.store import SqlStore
from tests.databases import statements_of
from tests.flows.corners import ACCEPTED, five, labels, on, press, seat_of
from tests.scene import Scene


async def test_the_same_silence_reads_the_same_everywhere_however_long_it_lasts(scene: Scene) -> None:
    """Asked on Monday 30 November for the first time, and not one word in the sixteen weeks after it."""
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2027-03-22 10:00", answering=(max_, sam))
    await olivia.reads_questions()
    assert "day-to-day side not confirmed since 30 November 2026" in (await dee.owner("invoice triage")).text
    gaps = (await sam.owner("gaps")).text
    assert "the day-to-day side (operator) has gone quiet since Monday 30 November 2026" in gaps
    assert "the day-to-day side stopped first, 30 November 2026" in gaps
    file = (await press(sam, actions.GAPS_TABLE, "")).file
    assert file is not None and "quiet,2026-11-30," in file.text
    told = sam.still_sees("Nobody has said whether Invoice triage is normal")
    assert "Olivia Ortega was asked on Monday 30 November 2026" in told.text
    scene.the_stage_is_set()


async def test_a_silence_after_an_answer_begins_with_the_first_question_that_was_missed(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2026-11-30 10:00", answering=(olivia, max_, sam))
    await scene.travel_to("2026-12-10 10:00", answering=(max_, sam))
    told = sam.sees("Nobody has said whether Invoice triage is normal since Monday 7 December")
    assert "Olivia Ortega was asked that day and reminded twice" in told.text
    assert "day-to-day side not confirmed since 7 December 2026, Sam Steward knows" in (await dee.owner("invoice triage")).text
    await scene.travel_to("2026-12-21 10:00", answering=(max_, sam))
    assert "day-to-day side not confirmed since 7 December 2026" in (await dee.owner("invoice triage")).text
    assert "has gone quiet since Monday 7 December" in (await sam.owner("gaps")).text
    scene.the_stage_is_set()


async def test_nobody_knows_before_they_were_told(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2026-11-27 18:00")
    await olivia.owner("away until 2026-12-11")
    friday = await dee.owner("invoice triage")
    assert "not confirmed for now" in friday.text and "knows" not in friday.text
    assert "Message Olivia" not in labels(friday) and "Message Max" in labels(friday), "who is away is not to be written to"
    await scene.travel_to("2026-11-30 10:00", answering=(max_,))
    sam.sees("Nobody is asked about Invoice triage")
    assert "Sam Steward knows" in (await dee.owner("invoice triage")).text
    await olivia.owner("back")
    scene.the_stage_is_set()


async def test_an_answer_belongs_to_who_gave_it(scene: Scene) -> None:
    olivia, max_, sam, dee, system = await five(scene)
    await scene.travel_to("2026-11-30 10:00", answering=(olivia, max_))
    await olivia.owner("hand-over @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Accept…", **ACCEPTED)
    after = (await sam.owner("invoice triage")).text
    assert "Dee Diaz, operator · ● looked, normal, Monday 30 November, said Olivia Ortega" in after
    await scene.travel_to("2026-12-07 10:00", answering=(dee, max_))
    assert "Dee Diaz, operator · ● looked, normal, Monday 7 December" in (await sam.owner("invoice triage")).text
    assert "said Olivia" not in (await sam.owner("invoice triage")).text
    assert (await seat_of(scene, system, Role.OPERATOR)).next_ask_at is not None
    scene.the_stage_is_set()


async def test_a_date_that_cannot_be_read_is_not_answered_with_today(scene: Scene) -> None:
    olivia, _, sam, _, _ = await five(scene)
    for typed in ("1/2/2026", "2026-13-45", "31 February 2026", "the 3rd of the month"):
        reply = await sam.command(f"invoice triage on {typed}")
        assert reply.problem == "not_a_date" and f"I don't understand “{typed}” as a date" in on(sam, reply).text
        assert "Olivia" not in on(sam, reply).text
    assert "Olivia Ortega" in (await sam.owner("invoice triage on November 24 2026")).text
    assert "Olivia Ortega" in (await sam.owner("invoice triage on 24/11/2026")).text
    assert "has not come yet" in (await sam.owner("invoice triage on 31/12/2026")).text
    await scene.system("Chat on 5G")
    await scene.system("Specials on Friday")
    assert "Chat on 5G" in (await olivia.owner("chat on 5g")).text, "a name that ends like a date is a name"
    assert "Strange output?" in (await olivia.owner("specials on friday")).text


async def test_a_day_before_the_register_began_says_so(scene: Scene) -> None:
    _, _, sam, _, _ = await five(scene)
    before = (await sam.owner("invoice triage on 2026-03-03")).text
    assert "Rollcall has known of Invoice triage since 24 November 2026; of a day before it knows nothing." in before
    assert "nobody" not in before and "now Olivia" not in before
    assert "Operator: Olivia Ortega" in (await sam.owner("invoice triage on 2026-11-24")).text


async def test_a_command_without_its_system_says_how_it_goes_on(scene: Scene) -> None:
    _, _, sam, _, _ = await five(scene)
    for word in ("concern", "history", "edit", "stage", "offer", "hand-over", "merge", "cover", "what-if", "system"):
        reply = await sam.command(word)
        assert reply.problem == "unfinished" and f"/owner {word} needs the rest as well: /owner {word} " in on(sam, reply).text
    async with scene.store.reading() as tx:
        assert await tx.sightings.top(10) == [], "nobody asked for a system of that name"


async def test_a_date_of_another_year_tells_its_year_on_cards_and_in_messages(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    await scene.travel_to("2027-01-08 10:00", answering=(max_, sam))
    await olivia.reads_questions()
    assert "has gone quiet since Monday 30 November 2026:" in (await sam.owner("gaps")).text
    told = sam.still_sees("Nobody has said whether Invoice triage is normal")
    assert "was asked on Monday 30 November 2026" in told.text
    assert "asked next on Monday 11 January\n" in (await olivia.owner("me")).text, "this year's goes without"
    scene.the_stage_is_set()


async def test_a_concern_began_on_the_readers_day(scene: Scene) -> None:
    """Raised at 20:00 in London on 25 November, which is the 26th in Tokyo, and in UTC still the 25th."""
    _, max_, _, dee, _ = await five(scene)
    ken = await scene.person("Ken Kato", zone="Asia/Tokyo", country="JP")
    await scene.travel_to("2026-11-25 20:00 Europe/London")
    form = (await dee.command("concern invoice triage")).form
    assert form is not None
    await dee.fill(form, words="totals look odd", severity="cosmetic")
    assert "open concern (cosmetic) since 25 November 2026" in (await max_.owner("invoice triage")).text
    assert "open concern (cosmetic) since 26 November 2026" in (await ken.owner("invoice triage")).text
    scene.the_stage_is_set()


async def test_a_look_up_takes_one_statement_and_a_guess_four(scene: Scene) -> None:
    """However much there is to say: silences, who knows of them, who is away and covered for, a concern (issue, Slack, Done when 5)."""
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2026-12-14 10:00", answering=(max_,))
    await max_.owner("away until 2026-12-18 cover @Dee Diaz")
    assert isinstance(scene.store, SqlStore)
    for person in (olivia, max_, sam, dee):
        for asked, most in (("invoice triage", 1), ("invoice", 4)):
            with statements_of(scene.store) as sent:
                reply = await scene.desk.handle(Commanded(person.caller, asked))
            assert reply.card is not None and "Olivia Ortega" in plain(reply.card, "UTC")
            assert len(sent) <= most, "\n".join(sent)
    scene.the_stage_is_set()


async def test_whom_to_ask_where_nobody_answers_takes_two_statements_and_an_unknown_name_four(scene: Scene) -> None:
    """The admins are read only where they are named."""
    (olivia,) = await scene.people("Olivia Ortega")
    await scene.system("Invoice triage", Stage.PRODUCTION)
    assert isinstance(scene.store, SqlStore)
    for asked, most in (("invoice triage", 2), ("something else", 4), ("invoice triag", 4)):
        with statements_of(scene.store) as sent:
            reply = await scene.desk.handle(Commanded(olivia.caller, asked))
        assert reply.card is not None and ("Ada Nowak" in plain(reply.card, "UTC") or asked == "invoice triag")
        assert len([one for one in sent if one.startswith(("SELECT", "WITH"))]) <= most, "\n".join(sent)
