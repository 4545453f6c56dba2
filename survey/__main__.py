"""`python -m survey` is the `liusheng` command."""

from __future__ import annotations

from survey.app import main

main()
