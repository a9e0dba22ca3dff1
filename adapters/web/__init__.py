"""The web: health, the API, and pages for people."""
