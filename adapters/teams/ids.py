"""The commands of the app's manifest, by which Teams says what somebody chose."""

OWNER = "owner"  # the search of the message extension
WHO_OWNS, RAISE = "who_owns", "raise_concern"  # the actions on a message
