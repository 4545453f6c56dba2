"""Where templates and migrations are: inside an installed wheel, else beside the package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["MIGRATIONS", "STATIC", "TEMPLATES", "TRANSLATIONS"]

PACKAGE = Path(__file__).resolve().parent


def _packaged_or_beside(packaged: str, beside: str) -> Path:
    inside = PACKAGE / packaged
    return inside if inside.is_dir() else PACKAGE.parent / beside


TEMPLATES = _packaged_or_beside("_templates", "templates")
MIGRATIONS = _packaged_or_beside("_migrations", "migrations")
STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
