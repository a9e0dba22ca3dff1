"""One turn of botbuilder's: its activity types and its handler, without the connector clients it would make for each (docs/architecture.md, Teams).

The SDK sees only what it tells activities apart by: it takes the shapes of everything else for granted.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import ActivityHandler, BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from adapters.payload import Payload, text_in
from adapters.teams.front import Front
from adapters.teams.text import Json

SENT = "rollcall.sent"  # in a turn's state: the activity as it came
ANSWER = "rollcall.answer"  # in a turn's state: what an invoke is answered
NOT_KNOWN = InvokeResponse(status=501)
Reading = Callable[[Payload], Awaitable[Json]]


class Turns(BotAdapter):  # type: ignore[misc]  # the SDK has no types
    """The SDK's adapter: it hands an activity to the handler, and keeps what an invoke is answered."""

    def __init__(self, handler: "Handler") -> None:
        super().__init__()
        self._handler = handler

    async def run(self, activity: Payload) -> InvokeResponse | None:
        """What an invoke is answered; None for whatever is no invoke."""
        known = Activity(type=text_in(activity, "type"), name=text_in(activity, "name"), action=text_in(activity, "action"))
        turn = TurnContext(self, known)
        turn.turn_state[SENT] = activity
        await self.run_pipeline(turn, self._handler.on_turn)
        answer: InvokeResponse | None = turn.turn_state.get(ANSWER)
        return answer

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[None]:
        """The handler answers an invoke so; messages leave through our own connector."""
        for one in activities:
            if one.type != ActivityTypes.invoke_response:
                raise NotImplementedError("messages leave through adapters.teams.connector")
            context.turn_state[ANSWER] = one.value
        return [None] * len(activities)

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        """Through our own connector alone."""
        raise NotImplementedError("messages are changed through adapters.teams.connector")

    async def delete_activity(self, context: TurnContext, reference: Any) -> None:
        """Nothing we said is taken back."""
        raise NotImplementedError("no message is ever deleted")


class Handler(ActivityHandler):  # type: ignore[misc]  # the SDK has no types
    """Which activity is whose; those we did not ask for are nobody's, and answered quietly."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._invokes: dict[str, Reading] = {
            "adaptiveCard/action": front.press,
            "fileConsent/invoke": front.consented,
            "application/search": front.finding.options,
            "composeExtension/query": front.finding.search,
            "composeExtension/fetchTask": front.window,
            "task/fetch": front.window,
            "composeExtension/submitAction": front.in_window,
            "task/submit": front.in_window,
        }

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Somebody wrote to us."""
        await self._front.message(turn_context.turn_state[SENT])

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """A click, a search, a window; 501 for what we do not know, as the protocol has it."""
        found = self._invokes.get(turn_context.activity.name)
        if found is None:
            return NOT_KNOWN
        return InvokeResponse(status=200, body=await found(turn_context.turn_state[SENT]))

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """The app was added or taken out."""
        await self._front.installed(turn_context.turn_state[SENT])

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Somebody joined or left a conversation that we are in: whose role it is does not follow from it (R8 asks the directory)."""

    async def on_message_reaction_activity(self, turn_context: TurnContext) -> None:
        """A thumb is no answer."""

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """None that we asked for."""
