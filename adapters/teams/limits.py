"""What Teams allows, each with the page that says so (learn.microsoft.com/microsoftteams/platform, read November 2026)."""

# task-modules-and-cards/cards/cards-format: the newest version whose elements every client draws
VERSION = "1.5"
# bots/how-to/format-your-bot-messages: about 100 KB in UTF-16 a message, everything around the card counted too
CARD = 60_000  # bytes, of what can be left out
FORM = 95_000  # of what cannot: a value that is cut would be saved so
# The host's settings: more actions of one row are left out without a word
ACTIONS = 6
# task-modules-and-cards/cards/dynamic-search: fewer choices than this are one filtered list
CHOICES = 200
# Teams names no lengths; these are what still reads well on a telephone
RUN = 3000
LABEL = 200
PLAIN = 4000
BUTTON = 60
ROWS = 60
COLUMNS = 8
SERIES = 6
POINTS = 20
