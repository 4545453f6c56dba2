"""Questionnaires as data: definition, loading, routing, checking, comparing, built-in templates."""
