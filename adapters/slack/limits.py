"""What Slack allows, each with the page that says so (docs.slack.dev, read November 2026).

Lengths are UTF-16 units, as a JavaScript client counts: never fewer than Slack counts.
"""

# reference/block-kit/blocks
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
# Undocumented: refused at about 13,200 in slackapi/bolt-js#2509 and, with rich_text, at 11,341 in #2867: every container costs as well.
MESSAGE_TEXT = 10_000
CONTAINER = 8
# reference/methods/chat.postMessage: the best length of `text`
FALLBACK = 4000

# reference/block-kit/blocks/section-block: Slack names no length for rich_text, so a run keeps to a section's
SECTION = 3000
RUN = SECTION
# reference/block-kit/blocks/context-block, composition-objects/text-object
CONTEXT_ELEMENTS = 10
TEXT_OBJECT = 3000
# reference/block-kit/blocks/actions-block
ACTIONS = 25
# reference/block-kit/blocks/table-block; the characters are those of all cells of a message
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
# reference/block-kit/blocks/data-visualization-block; how many a message takes: vercel/chat#696
CHARTS = 2
CHART_TITLE = 50
CHART_SERIES = 6
CHART_LABELS = 20
CHART_LABEL = 20
# reference/block-kit/blocks/input-block
INPUT_LABEL = 2000
INPUT_HINT = 2000
BLOCK_ID = 255

# reference/block-kit/block-elements/button-element
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
ACTION_ID = 255
# reference/block-kit/block-elements/overflow-menu-element
OVERFLOW_OPTIONS = 5
# reference/block-kit/composition-objects/option-object
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
# reference/block-kit/block-elements/select-menu-element, composition-objects/option-group-object
SELECT_OPTIONS = 100
SELECT_GROUPS = 100
# reference/block-kit/block-elements/plain-text-input-element
INPUT_TEXT = 3000
# reference/block-kit/composition-objects/confirmation-dialog-object
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
# reference/views/modal-views
VIEW_TITLE = 24
PRIVATE_METADATA = 3000
