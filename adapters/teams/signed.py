"""Whether a request is the Bot Connector's: its token (learn.microsoft.com, Authentication with the Bot Connector API, "Connector to bot").

Only tokens from the Connector to this bot pass: none of an emulator, none of another bot, and none of our own to it.
"""

from collections.abc import Mapping
from typing import Any

import jwt

from adapters.incoming import Rejected
from adapters.payload import text_in
from adapters.teams.keys import Keys, NoKeys
from adapters.teams.raw import CHANNEL

ISSUER = "https://api.botframework.com"
LEEWAY = 300  # seconds that our clock and theirs may differ by, as Microsoft says
ALGORITHM = "RS256"


async def claims_of(keys: Keys, app_id: str, token: str) -> Mapping[str, Any] | Rejected:
    """What a token says, once it is proven. Whatever is wrong with it is a 401; 503 where no key could be fetched."""
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return Rejected(401, "no_token")
    kid = text_in(head, "kid")
    if head.get("alg") != ALGORITHM or not kid:
        return Rejected(401, "another_algorithm")
    try:
        key = await keys.of(kid)
    except NoKeys:
        return Rejected(503, "no_keys")
    if key is None:
        return Rejected(401, "unknown_key")
    if CHANNEL not in key.endorses:
        return Rejected(401, "key_not_endorsed")
    try:
        return dict(
            jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as why:
        return Rejected(401, WORDS.get(type(why), "wrong_token"))


WORDS: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not_yet",
    jwt.InvalidAudienceError: "another_audience",
    jwt.InvalidIssuerError: "another_issuer",
    jwt.InvalidSignatureError: "wrong_signature",
    jwt.MissingRequiredClaimError: "claim_missing",
}
