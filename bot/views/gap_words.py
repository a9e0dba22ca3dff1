"""What is missing, since when and what mends it, in one sentence each (PRODUCT §8, VOICE)."""

from decimal import Decimal

from bot.cards import Mark, State, Text, When
from bot.model import Role
from bot.rules.drift import Drift, Stopped
from bot.rules.gaps import Gap, GapLine, Mend
from bot.rules.load import Load
from bot.rules.named_human import Reason
from bot.rules.patterns import Advice
from bot.views import reach, words
from bot.views.refusals import SHORT
from bot.views.words import plural, spans


def gap_words(one: GapLine) -> Text:
    """What is missing, since when, and what mends it."""
    seat, role, named = one.seat, one.seat.role.value, words.named(one.seat.role)
    since: Text = spans(" since ", When(one.since)) if one.since else ()
    match one.gap:
        case Gap.VACANT:
            given = (
                f" (“{words.cut(seat.given, 60)}” was given: {SHORT[Reason(seat.reason)]})"
                if seat.given and seat.reason in set(Reason)
                else ""
            )
            return spans(f"no {role}{given}", *since, f", so {words.MISSING[seat.role]}: {MEND_WORDS[one.mend]}.")
        case Gap.UNREACHABLE:
            because = f" ({reach.BECAUSE[seat.out_of_reach]})" if seat.out_of_reach else ""
            mend = reach.MEND[seat.out_of_reach] if seat.out_of_reach else MEND_WORDS[one.mend]
            return spans(f"messages to the {named} cannot be delivered", *since, f"{because}: {mend}.")
        case Gap.UNCOVERED:
            return spans(f"the {named} is away and nobody covers", *since, f": {MEND_WORDS[one.mend]}.")
        case Gap.QUIET:
            what = "waits for a word, and nobody is left to tell," if seat.unheard and not seat.quiet_since else "has gone quiet"
            return spans(f"the {words.SIDE[seat.role]} ({role}) {what}", *since, f": {MEND_WORDS[one.mend]}.")
        case Gap.PROPOSED:
            if seat.asks_more:
                return spans(f"{seat.name or 'somebody'} asks for more before saying yes to being the {named}: {MEND_WORDS[one.mend]}.")
            who, asked = seat.name or "somebody", f"has been asked to be the {named} and has not answered"
            return spans(f"{who} {asked if seat.invited else f'is named as {named} and has not been asked'}: {MEND_WORDS[one.mend]}.")
        case Gap.LEAVING:
            day: Text = spans(" on ", When(seat.leaving_on, "short")) if seat.leaving_on else ()
            return spans(f"{seat.name} is stepping down as {named}", *day, f", successor or not: {MEND_WORDS[one.mend]}.")
        case Gap.COMBINED:
            return spans(_combined(one))
        case Gap.OVERLOADED if one.mend is Mend.NAME_SOMEBODY_ELSE:
            return spans(f"{seat.name} is its {named}{_hours(seat.needed, seat.granted)}.")
        case Gap.OVERLOADED:
            what = "Spread them." if one.load is None or one.load.held > 1 else "Grant more hours, or name somebody with time."
            return spans(f"{seat.name} holds {load_words(one.load) if one.load else 'an outsized share of all systems'}. {what}")
        case Gap.PATTERN:
            return spans(f"{ADVICE[one.advice]}: {MEND_WORDS[one.mend]}." if one.advice else "")
        case Gap.OVERRIDDEN:
            until = spans(When(one.system.overridden_until, "short")) if one.system.overridden_until else ()
            why = f" (“{words.cut(one.system.override_reason, 100)}”)" if one.system.override_reason else ""
            return spans("goes on without three people, by an admin's override until ", *until, f"{why}: {MEND_WORDS[one.mend]}.")
        case Gap.NO_SECOND if seat.second_asked:
            return spans(f"whom {seat.name} asked to be the second pair of eyes has not said yes: {MEND_WORDS[one.mend]}.")
        case Gap.NO_SECOND:
            return spans(f"{seat.name} has no second pair of eyes: if they went quiet, fewer people would notice.")
        case Gap.EXCUSED:
            end: Text = spans(When(seat.excused_until, "short")) if seat.excused_until else ()
            why = f": “{words.cut(seat.excused_reason, 100)}”" if seat.excused_reason else ""
            return spans(f"the {named} is excused until ", *end, f" by {seat.excused_by}" if seat.excused_by else "", f"{why}.")


def _combined(one: GapLine) -> str:
    """R4, with its advice."""
    what = "holds all three jobs of it" if one.red else f"is its {words.named(Role.MAINTAINER)} and holds another job of it"
    reason = f" (“{words.cut(one.seat.combined_reason, 100)}”)" if one.seat.combined_reason else ", and no reason is written down"
    return f"{one.seat.name} {what}{reason}: a vendor or part-time contractor is almost always worth the cost."


ADVICE: dict[Advice, str] = {
    Advice.VENDOR_WANTS_OUTSIDE_MAINTAINER: "it is vendor managed, and its maintainer (technical side) is not the vendor's person",
    Advice.VENDOR_WANTS_CONTRACT_END: "it is vendor managed, and nobody has written down when the contract ends",
    Advice.CONTRACT_IS_OVER: "its vendor's contract is over",
    Advice.CONTRACT_ENDS_SOON: "its vendor's contract ends within two months",
    Advice.VENDOR_WANTS_OWN_PEOPLE: "it is vendor managed, and a job that belongs in the house is held from outside",
    Advice.EMBEDDED_WANTS_ONE_UNIT: "it is embedded, and whoever keeps it running is not in the unit that runs it",
}
MEND_WORDS: dict[Mend, str] = {
    Mend.NAME_A_PERSON: "name a person",
    Mend.STEWARD_FIRST: "name first its steward, who answers for its purpose and then offers this",
    Mend.INVITE_STEWARD: "invite first its steward (purpose), who then offers this",
    Mend.AWAIT_STEWARD: "its steward (purpose) has been asked, and offers this after a yes",
    Mend.INVITE: "invite them",
    Mend.NAME_SOMEBODY_ELSE: "name somebody else",
    Mend.WAIT_OR_NAME: "name somebody else, or wait for the answer",
    Mend.NAME_A_COVER: "name a cover",
    Mend.ASK_AGAIN: "ask again, or name somebody else",
    Mend.ASK_THEM: "ask them another way",
    Mend.ADMIN: "ask an admin",
    Mend.TRY_AGAIN: "try again",
    Mend.NAME_SECOND: "name one",
    Mend.WAIT_OR_NAME_SECOND: "name another, or wait for the answer",
    Mend.GIVE_A_REASON: "give a reason",
    Mend.ANSWER: "answer it",
    Mend.SPREAD: "spread them",
    Mend.LOOK: "look",
    Mend.EDIT: "write it down",
    Mend.END_EXCUSE: "change it",
}


def load_words(one: Load) -> str:
    """Roles held, hours needed against hours granted, and what somebody is only named for."""
    hours = _hours(one.needed, one.granted)
    named = f", named for {one.live - one.held:,} more" if one.live > one.held else ""
    return f"{plural(one.held, 'role')}{hours}{named}" + (", more than a tenth of everything" if one.outsized else "")


def _hours(needed: Decimal, granted: Decimal | None) -> str:
    """`: 4 hours a month needed, 2 granted`; blank where none are needed."""
    given = needed if granted is None else granted
    return f": {needed.normalize():f} hours a month needed, {given.normalize():f} granted" if needed else ""


def drift_words(one: Drift) -> Text:
    """Which job has gone quiet, since when, what stopped first, and the mend in the same sentence (PRODUCT §8)."""
    name = State(Mark.LOOK, f"{one.system.name} drifts")
    if not one.stopped:
        return spans(name, f": {one.moved} of its last answers came while the facts moved. Ask whether the words for normal still fit.")
    first, *others = one.stopped
    beside = "".join(f", then the {words.SIDE[other.role]}" for other in others)
    return spans(
        name, f": the {words.SIDE[first.role]} stopped first, ", When(first.since, "short"), f"{beside}; {_stopped_mend(one, first)}."
    )


def _stopped_mend(one: Drift, first: Stopped) -> str:
    why = next((seat.out_of_reach for seat in one.system.seats if seat.role is first.role), None)
    return reach.MEND[why] if first.gap is Gap.UNREACHABLE and why is not None else STOPPED_MEND[first.gap]


STOPPED_MEND: dict[Gap, str] = {
    Gap.QUIET: "ask again, or name somebody else",
    Gap.VACANT: "name a person",
    Gap.UNCOVERED: "name a cover",
    Gap.UNREACHABLE: "name somebody else",
}
