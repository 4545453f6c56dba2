"""What the command says, in the language of LIUSHENG_LANGUAGE: Chinese, or English through the catalogue."""

from __future__ import annotations

import gettext
import os
from functools import cache

import click

from survey.language import SOURCE_LANGUAGE, Message
from survey.paths import TRANSLATIONS

__all__ = ["say", "shown"]


def shown(message: Message) -> str:
    """`message` in the command's language; read from the environment, for settings may be what is wrong."""
    return message.render(_catalogue(os.environ.get("LIUSHENG_LANGUAGE") or SOURCE_LANGUAGE).gettext)


def say(message: Message, *, err: bool = False) -> None:
    """Prints one line for people."""
    click.echo(shown(message), err=err)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of `language`; as they are written where there is no catalogue."""
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
