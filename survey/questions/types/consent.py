"""The notice on what happens with the answers, and the tick under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, Json, QuestionType, Raw, only
from survey.questions.model import Item, Scales, text_in
from survey.questions.settings import as_text, is_text

_PRIVACIES: Final = ("named", "confidential", "anonymous")


class Consent(QuestionType):
    """An answer is the version of the notice that was ticked, or None.

    `notice` in the settings has the text for each privacy mode; `version` changes when it changes.
    """

    name = "consent"
    label = m("填写说明与同意")
    settings_known = ("notice", "version")
    gives_consent = True

    def version(self, item: Item) -> str:
        """The version of the notice, stored with each tick."""
        return str(item.settings.get("version", "1"))

    def notice(self, item: Item, privacy: str = "named") -> dict[str, str]:
        """The notice for a wave of that privacy, by language; empty where the tick stands alone."""
        notices: Any = item.settings.get("notice")
        if isinstance(notices, Mapping) and not set(notices) & set(_PRIVACIES):
            return as_text(notices)
        return as_text(notices.get(privacy) if isinstance(notices, Mapping) else notices)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        notice = item.settings.get("notice", {})
        by_mode = isinstance(notice, Mapping) and set(notice) <= set(_PRIVACIES)
        texts = notice.values() if by_mode else (notice,)
        if not all(is_text(text) for text in texts):
            yield m("填写说明应按实名、保密、匿名（named、confidential、anonymous）分别给出文字。")
        if not self.version(item).strip() or len(self.version(item)) > 40:
            yield m("填写说明要有版本号，不超过 40 个字。")

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset({self.version(item)})

    def seconds(self, item: Item) -> float:
        return 20.0 if item.settings.get("notice") else 3.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        text = only(raw)
        if not text:
            return {item.key: None}
        if text != self.version(item):
            raise AnswerRefused(m("填写说明已经更新，请重新阅读并勾选。"))
        return {item.key: text}

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        if item.required and answers.get(item.key) is None:
            return m("请阅读说明并勾选同意后再继续。")
        return None

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        return text_in(item.text, language) if answers.get(item.key) else ""
