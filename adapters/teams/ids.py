"""What both the app's manifest and the way in go by."""

MESSAGES = "/api/messages"  # behind our public address: where the Bot Connector sends everything
NO_TOKEN = "no_token"  # what is answered there to whoever signed nothing
OWNER = "owner"  # the search of the message extension
WHO_OWNS, RAISE = "who_owns", "raise_concern"  # the actions on a message
