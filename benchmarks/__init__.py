"""Measurements against anchors in the same run: ratios are what counts, not seconds."""
