"""Microsoft Teams: cards and forms as Adaptive Cards, and what comes back from them."""
