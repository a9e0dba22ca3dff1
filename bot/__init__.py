"""Rollcall itself: who owns each AI system, who is asked what and when, and who is told of silence."""
