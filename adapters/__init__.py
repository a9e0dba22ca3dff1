"""The outside world: one folder per way in and out. Translate and deliver; decide nothing."""
