"""How judging words add up inside one clause: negation, degree, high and low, comparison, wishes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from survey.text.phrases import Found, Phrases, lexicon

__all__ = ["Judged", "Judgement", "Vote", "judge", "judging_phrases"]

_NEGATION_REACH: Final = 7
"""Characters between a negation and the word it turns; further away it belongs to something else."""
_NOUN_REACH: Final = 10
_DEGREE_REACH: Final = 3
_COMPARED: Final = re.compile(
    r"(?:比|比起|较|较之|相比|对比|相较于|强过|胜过|优于|好过|超过|高于|领先|不输|不逊于|不亚于)$"
)
_COMPARED_TO_US: Final = re.compile(r"(?:比|比起|相比|较)(?:贵公司|贵司|贵方|贵厂|你们|你司|你方|你家)")
_TAKES_BACK: Final = frozenset({"没有", "无", "没", "几乎没有", "基本没有", "从来没有", "不存在"})
_FORBIDS: Final = frozenset({"别", "别再", "不要", "不要再", "勿", "请勿", "莫", "莫再", "甭"})
"""What shall not happen has happened: 别再糊弄我们 blames."""
_MORE: Final = re.compile(r"更|还要?|比较|要(?=好|便宜|快|低)")
_TURNED_NEG, _TURNED_POS, _WISHED_NEG, _WISHED_NOT = 0.7, 1.0, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the list says of a phrase: its parts to play and its weight (negative: blames)."""

    roles: frozenset[str]
    weight: float


class Vote(NamedTuple):
    """A place in the text and how it counted; `start` takes in the negation that turned it."""

    start: int
    end: int
    weight: float


class Judged(NamedTuple):
    """What the rules find in a clause; the score is the sum of its votes: positive praises."""

    votes: tuple[Vote, ...]
    is_wish: bool
    is_middling: bool
    score: float


@cache
def judging_phrases() -> Phrases[Judgement]:
    """The lexicon of judging words; a phrase named in two sections plays both parts."""
    roles: dict[str, set[str]] = {}
    weights: dict[str, float] = {}
    for heading, words in lexicon("sentiment").items():
        role, amount = heading.split()
        signed = {"pos": 1.0, "neg": -1.0, "lack": -0.5}.get(role, 0.0) * float(amount)
        if role in {"more", "less"}:
            signed = float(amount)
        for word in words:
            roles.setdefault(word, set()).add(role)
            weights[word] = weights.get(word) or signed
    return Phrases({word: Judgement(frozenset(parts), weights[word]) for word, parts in roles.items()})


def judge(
    text: str, hits: Sequence[Found[Judgement]], start: int, end: int, *, wished: bool = False
) -> Judged:
    """The votes of the clause `text[start:end]`, whose judging words are `hits`; `wished`: a wish began before."""
    if not hits:
        return Judged((), wished, False, 0.0)
    scan = _Scan(text, start, end, wished)
    for hit in hits:
        scan.take(hit)
    scan.finish()
    score = sum([vote.weight for vote in scan.votes])
    return Judged(tuple(scan.votes), scan.wish, scan.middling, score)


class _Scan:
    """One walk over the judging words of a clause, remembering what is still open."""

    def __init__(self, text: str, start: int, end: int, wished: bool) -> None:
        self.text, self.start, self.end = text, start, end
        self.votes: list[Vote] = []
        self.wish = wished
        self.middling = False
        self._nots: list[Found[Judgement]] = []
        self._degree: Found[Judgement] | None = None
        self._noun: tuple[Found[Judgement], float] | None = None
        self._level: tuple[Found[Judgement], float] | None = None
        self._rival: Found[Judgement] | None = None
        self._soft: Vote | None = None

    def take(self, hit: Found[Judgement]) -> None:
        roles, weight = hit.value.roles, hit.value.weight
        if "want" in roles or ("urge" in roles and self._opens(hit)):
            self.wish = True
            if "want" in roles or weight >= 0:
                return
        if "rival" in roles:
            self._meet_rival(hit)
        elif "pos" in roles or "neg" in roles:
            self._vote(hit, weight)
        elif "not" in roles or "lack" in roles:
            self._nots.append(hit)
        elif "more" in roles or "less" in roles:
            self._degree = hit
        elif "up" in roles or "down" in roles:
            self._level_found(hit, 1.0 if "up" in roles else -1.0)
        elif "meh" in roles:
            self.middling = True
        self._remember_noun(hit, roles)
        if "act" in roles and self._open_nots(hit.start) % 2:
            self._vote_blame(hit)

    def finish(self) -> None:
        """What stayed open counts by itself: 数量不够 blames, 不满意的地方没有 takes back."""
        last = self._nots[-1] if self._nots else None
        if (
            last
            and last.text in _TAKES_BACK
            and self.votes
            and not self.text[last.end : self.end].strip("了的吧啊")
        ):
            taken = self.votes.pop()
            self._count(taken.start, last.end, -taken.weight * _TURNED_NEG)
        for hit in self._nots:
            if "lack" in hit.value.roles and not any(
                vote.start <= hit.start < vote.end for vote in self.votes
            ):
                self._count(hit.start, hit.end, hit.value.weight)

    def _opens(self, hit: Found[Judgement]) -> bool:
        """Whether the clause starts with it as a demand: 加快发货, not 质量提高了."""
        return hit.start == self.start and self.text[hit.end : hit.end + 1] not in {"了", "过", "", "。"}

    def _meet_rival(self, hit: Found[Judgement]) -> None:
        before = self.text[max(self.start, hit.start - 4) : hit.start]
        if not _COMPARED.search(before):
            self._rival = hit

    def _remember_noun(self, hit: Found[Judgement], roles: frozenset[str]) -> None:
        sign = 1.0 if "good_high" in roles else -1.0 if "good_low" in roles else 0.0
        if not sign:
            return
        if self._level is not None and hit.start - self._level[0].end <= 1:  # 高质量, 低价格
            level, direction = self._level
            self._level = None
            if not self.wish:
                self._count(level.start, hit.end, sign * direction)
        self._noun = (hit, sign)

    def _level_found(self, hit: Found[Judgement], direction: float) -> None:
        self._level = (hit, direction)
        if self._noun is None or hit.start - self._noun[0].end > _NOUN_REACH:
            self._fewer(hit, direction)
            return
        noun, sign = self._noun
        self._level = None
        if self.wish:
            return
        turned = self._open_nots(hit.start) % 2
        self._nots.clear()
        self._count(noun.start, hit.end, sign * direction * (-1 if turned else 1))

    def _fewer(self, hit: Found[Judgement], direction: float) -> None:
        """Little of a bad thing is good: 杂质少, 故障比较少."""
        last = self.votes[-1] if self.votes else None
        if (
            direction < 0
            and last
            and last.weight < 0
            and hit.start - last.end <= _DEGREE_REACH
            and not self.wish
        ):
            self.votes.pop()
            self._level = None
            self._count(last.start, hit.end, -last.weight * _TURNED_NEG)

    def _open_nots(self, place: int) -> int:
        self._nots = [hit for hit in self._nots if place - hit.end <= _NEGATION_REACH]
        return len(self._nots)

    def _vote_blame(self, hit: Found[Judgement]) -> None:
        first = self._nots[0].start
        self._nots.clear()
        self._count(first, hit.end, -_WISHED_NOT if self.wish else -1.0)

    def _vote(self, hit: Found[Judgement], weight: float) -> None:
        turned = self._open_nots(hit.start) % 2 == 1 and not self._outdone(hit)
        start = self._nots[0].start if self._nots else hit.start
        forbids = any(one.text in _FORBIDS for one in self._nots)
        self._nots.clear()
        if turned and weight < 0 and forbids:
            weight = -_WISHED_NOT
        elif turned:
            weight = -weight * (_TURNED_NEG if weight < 0 else _TURNED_POS)
        elif self._degree is not None and hit.start - self._degree.end <= _DEGREE_REACH:
            weight *= self._degree.value.weight
        self._degree = None
        if self.wish:
            weight = self._wished(hit, weight, turned)
        if weight > 0 and self._favours_rival(hit):
            weight = -weight
        if weight > 0 and self._soft is not None:
            self.votes = [vote for vote in self.votes if vote is not self._soft]
            self._soft = None
        if weight:
            self._count(start, hit.end, weight)
        if "soft" in hit.value.roles and not turned:
            self._soft = self.votes[-1] if self.votes else None

    def _outdone(self, hit: Found[Judgement]) -> bool:
        """没有哪家比你们更…: the negation denies the others, not us."""
        return bool(_COMPARED_TO_US.search(self.text, self._nots[0].end, hit.start))

    def _wished(self, hit: Found[Judgement], weight: float, turned: bool) -> float:
        """In a wish praise is only hoped for, and what shall not happen again has happened."""
        if hit.value.weight < 0:
            return -_WISHED_NOT if turned else weight * _WISHED_NEG
        if (
            "继续" in hit.text
            or "保持" in hit.text
            or "再" in hit.text
            or "越" in hit.text
            or "合作" in hit.text
        ):
            return weight
        return 0.0 if not turned else -_WISHED_NOT

    def _favours_rival(self, hit: Found[Judgement]) -> bool:
        if self._rival is None or self._rival.end > hit.start:
            return False
        between = self.text[self._rival.end : hit.start]
        return bool(_MORE.search(between) or _COMPARED_TO_US.search(between)) or hit.text.startswith("更")

    def _count(self, start: int, end: int, weight: float) -> None:
        self.votes.append(Vote(start, end, weight))
