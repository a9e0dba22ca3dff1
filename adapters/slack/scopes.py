"""What Rollcall may do in a workspace, and why: the manifest, OAuth, doctor and docs/install-slack.md say the same (docs.slack.dev, Scopes)."""

SCOPES: dict[str, str] = {
    "commands": "/owner, and the two shortcuts on messages",
    "chat:write": "direct messages to the people of a system, and their answers",
    "im:write": "to open the direct message with somebody it asks",
    "im:history": "to read what is written to it there, and to find a message again whose delivery was uncertain",
    "im:read": "to know its own direct messages",
    "users:read": "names and time zones, and who has left",
    "users:read.email": "to know that the Slack account and the address in the register are one person",
    "app_mentions:read": "to answer @Rollcall in a channel, only to whoever asked",
}
OPTIONAL: dict[str, str] = {
    "files:write": "to send the diagnostic as a file",
    "usergroups:read": "to call a group by its name when somebody names it as an owner",
}
EVENTS: dict[str, str] = {
    "app_home_opened": "to show what waits for you",
    "app_mention": "to answer @Rollcall in a channel",
    "message.im": "to read a short answer in the direct message",
    "user_change": "to notice at once that somebody left or moved",
    "team_join": "to meet somebody the register names already",
    "app_uninstalled": "to forget the workspace's token at once",
    "tokens_revoked": "the same",
}
