"""Slack: cards and forms as Block Kit, and what comes back from them."""
