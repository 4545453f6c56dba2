"""What sort of utterance a comment is, before any polarity: nothing, a wish, a question, a fact, an opinion."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from survey.text.phrases import Phrases, lexicon
from survey.text.rules import judging_phrases

__all__ = ["is_non_answer", "looks_factual", "looks_like_question"]

_SHORT: Final = 24
"""Longer comments always say something."""
_STRIPPED: Final = re.compile(r"[^\w\u4e00-\u9fff]+")
_FIGURE: Final = re.compile(r"\d")


def is_non_answer(text: str) -> bool:
    """Whether the comment says nothing: 无, 暂无意见, 同上, 不知道, /, 123 — but not 没有问题."""
    bare = _STRIPPED.sub("", text).replace("_", "")
    if not bare:
        return not _says_by_emoji(text)
    if len(bare) > _SHORT or bare.isdigit():
        return bare.isdigit()
    if len(set(bare)) == 1 and (bare.isascii() or bare[0] in "哈呵嘿嗯哦啊额呃无") and len(bare) > 1:
        return True
    return _only_nothing(bare)


def _only_nothing(bare: str) -> bool:
    """Whether words of nothing, topics and fillers cover the text, a word of nothing among them."""
    found = _nothing_phrases().find(bare)
    covered = sum(hit.end - hit.start for hit in found)
    return covered == len(bare) and any(hit.value == "nothing" for hit in found)


def _says_by_emoji(text: str) -> bool:
    return any(hit.value.weight for hit in judging_phrases().find(text))


def looks_like_question(text: str, *, asked: bool) -> bool:
    """Whether a clause asks us something: it has a question word, or ends as a question."""
    return asked or bool(_question_phrases().find(text)) and text.rstrip().endswith(("吗", "呢", "么"))


def looks_factual(text: str) -> bool:
    """Whether a clause without judging words tells a fact: figures, purchases, dates."""
    return bool(_FIGURE.search(text)) or bool(_fact_phrases().find(text))


@cache
def _nothing_phrases() -> Phrases[str]:
    lists = lexicon("kinds")
    return Phrases({word: role for role in ("filler", "topic", "nothing") for word in lists[role]})


@cache
def _question_phrases() -> Phrases[str]:
    return Phrases(dict.fromkeys(lexicon("kinds")["question"], "question"))


@cache
def _fact_phrases() -> Phrases[str]:
    return Phrases(dict.fromkeys(lexicon("kinds")["fact"], "fact"))
