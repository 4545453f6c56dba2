"""Builders: small functions that put what a test needs into the store."""
