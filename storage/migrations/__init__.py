"""The schema's history, the same for both databases."""
