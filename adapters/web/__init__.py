"""The web: health now; API and pages follow."""
