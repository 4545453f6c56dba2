"""What sort of utterance a comment is, before any polarity: nothing, a wish, a question, a fact, an opinion."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import Final

from survey.text.phrases import Phrases, lexicon
from survey.text.rules import judging_phrases

__all__ = [
    "Silence",
    "fact_phrases",
    "is_non_answer",
    "looks_factual",
    "looks_like_question",
    "question_phrases",
    "silence",
    "silent_phrases",
]

_SHORT: Final = 24
"""Longer comments always say something."""
_SAYS_MORE: Final = re.compile(rf"(?=\W*[a-z\u4e00-\u9fa5])(?:[\W_]*[^\W_]){{{_SHORT + 1}}}")
"""Begins with a word, not a figure, and is longer than what says nothing: seen without going through it all."""
_STRIPPED: Final = re.compile(r"[^\w\u4e00-\u9fff]+")
_FIGURE: Final = re.compile(r"\d")
_SOUNDS: Final = frozenset("哈呵嘿嗯哦啊额呃无啦")


class Silence(Enum):
    """Nothing said, or refused and not known: the latter is an answer to "why did you leave"."""

    NOTHING = "nothing"
    REFUSAL = "refusal"


def is_non_answer(text: str) -> bool:
    """Whether the comment says nothing: 无, 暂无意见, 同上, 不知道, /, 123 — but not 没有问题."""
    return silence(text) is not None


def silence(text: str) -> Silence | None:
    """How a comment says nothing; None where it says something."""
    if _SAYS_MORE.match(text):
        return None
    bare = _STRIPPED.sub("", text).replace("_", "")
    if not bare:
        return None if _says_by_emoji(text) else Silence.NOTHING
    if bare.isdigit():
        return Silence.NOTHING
    if len(bare) > _SHORT:
        return None
    if len(bare) > 1 and len(set(bare)) == 1 and (bare.isascii() or bare[0] in _SOUNDS):
        return Silence.NOTHING
    if bare in _alone():
        return Silence.NOTHING
    said = silent_phrases().cover(bare)
    if said is None:
        return None
    return Silence.REFUSAL if "refusal" in said else Silence.NOTHING if "nothing" in said else None


def _says_by_emoji(text: str) -> bool:
    return any(hit.value.weight for hit in judging_phrases().find(text))


def looks_like_question(text: str, *, asked: bool, words: bool) -> bool:
    """Whether a clause asks us something: it ends as a question, or has a question word (`words`) and a particle."""
    return asked or (words and text.rstrip().endswith(("吗", "呢", "么")))


def looks_factual(text: str, *, words: bool) -> bool:
    """Whether a clause without judging words tells a fact: figures, purchases, dates (`words`)."""
    return words or bool(_FIGURE.search(text))


@cache
def silent_phrases() -> Phrases[str]:
    """Words of nothing with what may stand around them; the comment is made up of these and nothing else."""
    lists = lexicon("kinds")
    roles = {word: role for role in ("filler", "topic", "refusal", "nothing") for word in lists[role]}
    for refusing in lists["refusing"]:
        roles |= {refusing + rating: "nothing" for rating in lists["rating"]}
        roles |= {refusing + saying: "refusal" for saying in lists["saying"]}
    for unknowing in lists["unknowing"]:
        roles |= {unknowing + matter: "nothing" for matter in lists["matters"]}
    return Phrases(roles)


@cache
def _alone() -> frozenset[str]:
    return frozenset(lexicon("kinds")["alone"])


@cache
def question_phrases() -> Phrases[str]:
    """Words that ask."""
    return Phrases(dict.fromkeys(lexicon("kinds")["question"], "question"))


@cache
def fact_phrases() -> Phrases[str]:
    """Words that tell what was bought, used or done."""
    return Phrases(dict.fromkeys(lexicon("kinds")["fact"], "fact"))
