"""Tests that read like the specification."""
