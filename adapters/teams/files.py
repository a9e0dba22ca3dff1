"""Something to keep: put into the person's own OneDrive, once they said yes (learn.microsoft.com/microsoftteams/platform, Send and receive files).

Nothing is kept meanwhile: the question carries what made the file, and a yes makes it anew, for whoever says it.
"""

import aiohttp
import structlog

from adapters.payload import Payload, map_in, text_in
from adapters.teams.again import VERB
from adapters.teams.buttons import REF
from adapters.teams.inbound import invoked
from adapters.teams.settings import https_host, is_loopback
from adapters.teams.text import Json
from bot.events import File

log = structlog.get_logger(__name__)
CONSENT, INFO = "application/vnd.microsoft.teams.card.file.consent", "application/vnd.microsoft.teams.card.file.info"
WHY = "Yours alone: it goes into your OneDrive."
HOSTS = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us")


def asked(file: File, verb: str, ref: str) -> Json:
    """Whether it may be put there. A yes comes back with the button that made it."""
    content = {
        "description": WHY,
        "sizeInBytes": len(file.text.encode()),
        "acceptContext": {VERB: verb, REF: ref},
        "declineContext": {},
    }
    return {"type": "message", "summary": file.name, "attachments": [{"contentType": CONSENT, "name": file.name, "content": content}]}


def agreed(activity: Payload) -> tuple[str, str]:
    """Of a fileConsent/invoke: the button that makes the file, as (verb, ref); blank where the answer was no."""
    value = invoked(activity)
    context = map_in(value, "context")
    return (text_in(context, VERB), text_in(context, REF)) if text_in(value, "action") == "accept" else ("", "")


def place(activity: Payload) -> Payload:
    """Where Teams wants it, and what it is called there."""
    return map_in(invoked(activity), "uploadInfo")


def may_take(url: str, *, local: bool) -> bool:
    """Only there is a file ever sent: the organisation's own OneDrive, by an address that lets in whoever has it."""
    return https_host(url).endswith(HOSTS) or (local and is_loopback(url))


async def upload(session: aiohttp.ClientSession, url: str, file: File) -> bool:
    """Whether it is there now. The address is a secret, and stands in no log."""
    body = file.text.encode()
    headers = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}"}
    try:
        async with session.put(url, data=body, headers=headers, allow_redirects=False) as answer:
            if answer.status in (200, 201):
                return True
            log.warning("teams_file_not_sent", status=answer.status)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as why:
        log.warning("teams_file_not_sent", why=type(why).__name__)
    return False


def told(where: Payload) -> Json:
    """That it is there, with the way to it."""
    content = {"uniqueId": text_in(where, "uniqueId"), "fileType": text_in(where, "fileType")}
    one = {"contentType": INFO, "name": text_in(where, "name"), "contentUrl": text_in(where, "contentUrl"), "content": content}
    return {"type": "message", "summary": text_in(where, "name"), "attachments": [one]}
