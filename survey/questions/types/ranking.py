"""The most important few out of several, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.language import Message, m
from survey.questions.base import NOT_ANSWERED, AnswerRefused, Answers, Column, Json, Raw, only
from survey.questions.choices import Choice, offered
from survey.questions.model import Item, Scales, text_in
from survey.questions.settings import check_count


class Ranking(Choice):
    """An answer is the list of option keys, first choice first, or None; `count` says how many."""

    name = "ranking"
    label = m("排序题")
    settings_known = ("count",)
    parts = ("",)

    def count(self, item: Item) -> int:
        """How many options are to be put in order."""
        count = item.settings.get("count", len(item.options))
        return count if isinstance(count, int) else len(item.options)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_count(item, "count", low=1, high=max(1, len(item.options)))
        if any(option.other for option in item.options):
            yield m("排序题的选项不能带填写框。")

    def seconds(self, item: Item) -> float:
        return 15.0

    def form_parts(self, item: Item) -> tuple[str, ...]:
        return ("", *(str(place) for place in range(1, self.count(item) + 1)))

    def file_parts(self, item: Item) -> tuple[str, ...]:
        return ("",)

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        keys = self._sent(item, raw)
        if not keys:
            return {item.key: None}
        for key in keys:
            offered(item, key)
        if len(set(keys)) < len(keys):
            raise AnswerRefused(m("同一个选项只能排一次。"))
        most = self.count(item)
        if len(keys) > most:
            raise AnswerRefused(m("最多选 %(max)d 项，现在选了 %(n)d 项。", max=most, n=len(keys)))
        return {item.key: keys}

    def _sent(self, item: Item, raw: Raw) -> list[str]:
        """The keys in order: one for each place, or a list already in order."""
        keys = [text.strip() for text in raw.get("", ()) if text.strip()]
        places = [only(raw, str(place)) for place in range(1, self.count(item) + 1)]
        if not any(places):
            return keys
        filled = [key for key in places if key]
        if keys or places[: len(filled)] != filled:
            raise AnswerRefused(m("请从第一位开始按先后选择，中间不要空。"))
        return filled

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        if not item.required or len(answers.get(item.key) or ()) >= self.count(item):
            return None
        return m("请按先后选满 %(n)d 项。", n=self.count(item))

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        chosen = (item.option(key) for key in answers.get(item.key) or ())
        labels = (text_in(option.label, language) for option in chosen if option is not None)
        return " ".join(f"{place}. {label}" for place, label in enumerate(labels, start=1))

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        labels = {0: {"zh": "未选", "en": "Not chosen"}} | {
            place: {"zh": f"第 {place} 位", "en": f"No. {place}"} for place in range(1, self.count(item) + 1)
        }
        return tuple(
            Column(f"{item.key}:{option.key}", item.key, option.key, "rank", labels)
            for option in item.options
        )

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        value = answers.get(item.key)
        if value is None:
            return (NOT_ANSWERED,) * len(item.options)
        return tuple(value.index(o.key) + 1 if o.key in value else 0 for o in item.options)
