"""From an event to the action it asks for: commands, buttons and forms, words in the direct message."""
