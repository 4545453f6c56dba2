"""Many comments are read at once: the same readings as one by one, in order, held no longer than needed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.text.labels import Half, labelled_comments
from survey.text.reader import Reader, reader
from survey.text.vocabulary import Dimension, Polarity

ODD = (
    None,
    "",
    " ",
    "，，。",
    "无",
    "不知道",
    "12345",
    "^$",
    "😀",
    "😀😀不错",
    "ÃÂÃÂÃÂ",
    "锟斤拷锟斤拷",
    "\ud83d質量差\udc00",
    "價格高，服務還可以……但是交期！！",
    "ＮＰＳ１０分 good",
    "质量好。" * 1500,
    "除了价格，其他都满意",
    "赞赞赞赞赞",
    "交期慢\n\n价格高\t质量还行",
)
LABELLED = tuple(one.text for one in labelled_comments(Half.FITTING)[::40])
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(LABELLED),
    st.lists(st.sampled_from(LABELLED), min_size=2, max_size=3).map("，但".join),
    st.text(max_size=60),
    st.text("不没有很太质量价格交期服务好差慢快贵，。！ 1^$", max_size=40),
)
COMMENTS = st.tuples(TEXTS, st.one_of(st.none(), st.sampled_from(Dimension)))
ROWS = 100_000


@pytest.fixture(scope="module")
def ours() -> Reader:
    return reader()


@given(comments=st.lists(COMMENTS, max_size=30))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_read_together_comments_say_what_each_says_alone(
    ours: Reader, comments: list[tuple[str | None, Dimension | None]]
) -> None:
    assert list(ours.read_all(comments)) == [ours.read(*one) for one in comments]


def test_odd_comments_do_not_touch_their_neighbours(ours: Reader) -> None:
    mixed = [text for odd in ODD for text in (odd, "质量没得说，就是交期老拖")]
    readings = list(ours.read_all((text, None) for text in mixed))
    assert {found.polarity for found in readings[1::2]} == {Polarity.MIXED}
    assert readings[::2] == [ours.read(text) for text in ODD]


def test_nothing_gives_nothing(ours: Reader) -> None:
    assert list(ours.read_all([])) == []


def test_a_hundred_thousand_rows_are_read_in_little_memory(ours: Reader) -> None:
    def rows() -> Iterator[tuple[str, None]]:
        for place in range(ROWS):
            # One in a hundred has something to be read; the others show that nothing is kept of any.
            yield ("无" if place % 100 else LABELLED[place % len(LABELLED)]), None

    list(ours.read_all((text, None) for text in LABELLED))
    tracemalloc.start()
    try:
        count = sum(1 for _ in ours.read_all(rows()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == ROWS
    assert peak < 40 * 2**20


def test_the_longest_comments_together_stay_within_little_memory(ours: Reader) -> None:
    long = "交期经常延误，质量还可以，服务态度很好。" * 200
    ours.read(long)
    tracemalloc.start()
    try:
        for _ in ours.read_all((long, None) for _ in range(20)):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * 2**20
