"""Words of a group against the rest, from the words kept with readings."""

from __future__ import annotations

import pytest

from survey.coding import service
from survey.coding.verdicts import CommentFilter, verdicts
from survey.coding.wording import WordList, word_list
from survey.db import Database
from tests.coding.test_service import write
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def read_with_terms(database: Database, blamed: int, praised: int) -> None:
    """Comments whose blame says 延误 and whose praise says 质量; all say 交期."""
    write(database, *[f"意见 {number}" for number in range(blamed + praised)])
    with database.unit_of_work() as session:
        work = service.claim(session, "test/1", now=NOW, size=500)
        made = []
        for number, one in enumerate(work):
            tone, word = ("neg", "延误") if number < blamed else ("pos", "质量")
            made.append(
                (
                    one.verbatim_id,
                    {
                        "kind": "opinion",
                        "polarity": tone,
                        "probability": 0.1,
                        "dimensions": [],
                        "terms": ["交期", word, word],
                    },
                )
            )
        service.store(session, "test/1", made, now=NOW)


def words_of(database: Database, k: int = 0) -> tuple[list[str], WordList]:
    with database.reading() as session:
        found = verdicts(session, CommentFilter())
        listed = word_list(session, found, lambda one: one.polarity == "neg", k=k)
    return [one.word for one in listed.distinctive], listed


def test_the_word_of_the_group_leads_and_the_common_word_does_not(database: Database) -> None:
    read_with_terms(database, 40, 40)
    words, listed = words_of(database)
    assert words == ["延误"]
    (word,) = listed.distinctive
    assert (word.n, word.n_rest) == (40, 0)
    assert word.z > 1.96
    assert listed.to_json()["n_rest"] == 40


def test_the_cloud_counts_comments_and_the_side_they_lean_to(database: Database) -> None:
    read_with_terms(database, 10, 30)
    _, listed = words_of(database)
    found = {one.word: (one.n, one.positive, one.negative) for one in listed.frequent}
    assert found == {"交期": (10, 30, 10), "延误": (10, 0, 10)}


def test_too_few_comments_are_not_compared(database: Database) -> None:
    read_with_terms(database, 4, 30)
    words, listed = words_of(database)
    assert words == []
    assert "至少" in str(listed.withheld)


def test_a_small_group_is_withheld(database: Database) -> None:
    read_with_terms(database, 6, 30)
    _, listed = words_of(database, k=7)
    assert listed.to_json() == {
        "n": None, "n_rest": None, "hidden": str(listed.withheld), "words": [],
    }  # fmt: skip
