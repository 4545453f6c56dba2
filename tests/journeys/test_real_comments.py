"""Real comments from a file: imported, read by the worker, and every count is the file's own."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey.coding import queries
from survey.db import Database
from survey.text.reader import DEFAULT_ENGINE_ID
from tests.conftest import SHARED
from tests.support.command import Command
from tests.support.instance import make_instance
from tests.support.server import Server

pytestmark = pytest.mark.slow
READ_WITHIN = 240.0
IMPORTANCE = 4
QUESTIONNAIRE: dict[str, Any] = {
    "format": 1,
    "key": "reviews",
    "title": {"zh": "外卖评价"},
    "scales": [
        {
            "key": key,
            "points": [{"value": n, "label": {"zh": f"{n} 分"}, "converted": 20 * n} for n in range(1, 6)],
            "satisfied_from": 4,
            "low_to": 2,
        }
        for key in ("importance5", "satisfaction5")
    ],
    "dimensions": [{"key": "service", "label": {"zh": "服务"}, "maps_to": "service"}],
    "sections": [
        {
            "key": "main",
            "title": {"zh": "评价"},
            "items": [
                {
                    "key": "consent",
                    "type": "consent",
                    "required": True,
                    "text": {"zh": "我已阅读以上说明。"},
                    "settings": {"version": "1", "notice": {"zh": "说明"}},
                },
                {
                    "key": "meal",
                    "type": "importance_performance",
                    "text": {"zh": "这一餐"},
                    "dimension": "service",
                    "scales": {"importance": "importance5", "performance": "satisfaction5"},
                },
                {
                    "key": "overall",
                    "type": "rating",
                    "text": {"zh": "总的来说"},
                    "scales": {"score": "satisfaction5"},
                    "tags": ["overall"],
                },
                {"key": "words", "type": "comment", "text": {"zh": "想说的话"}},
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def reviews() -> list[tuple[int, str]]:
    """(1 for praise or 0 for complaint, text) as the corpus has them."""
    file = SHARED / "data" / "comments" / "waimai_dev.csv"
    if not file.exists():
        pytest.skip("the folder of shared data is not here")
    with file.open(encoding="utf-8", newline="") as handle:
        return [(int(row["label"]), row["text"]) for row in csv.DictReader(handle)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journey")


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Database]:
    store = make_instance(folder / "instance")
    yield store
    store.dispose()


@pytest.fixture(scope="module")
def server(folder: Path, database: Database) -> Iterator[Server]:
    with Server(folder / "instance") as running:
        yield running


@pytest.fixture(scope="module")
def imported(server: Server, folder: Path, reviews: list[tuple[int, str]]) -> dict[str, Any]:
    """What the import said about the file of reviews."""
    liusheng = server.command
    definition = folder / "reviews.json"
    definition.write_text(json.dumps(QUESTIONNAIRE, ensure_ascii=False), encoding="utf-8")
    answers = folder / "answers.csv"
    with answers.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            ["response_id", "submitted_at", "meal:importance", "meal:performance", "overall", "words"]
        )
        for number, (label, text) in enumerate(reviews, start=1):
            score = 5 if label else 1
            writer.writerow([number, "2026-11-02", IMPORTANCE, score, score, text])
    control = "--document-no QR-1 --revision A/0 --prepared 编制 --approved 批准 --effective 2026-11-01"
    period = "--opens 2026-11-01 --closes 2099-12-31"
    steps = (
        ["questionnaire", "import", str(definition), "--json"],
        f"questionnaire publish reviews {control}".split(),
        f"wave create takeaway --questionnaire reviews --unit response {period}".split(),
        ["wave", "open", "takeaway", "--yes"],
    )
    for words in steps:
        done = liusheng(*words)
        assert done.code == 0, (words, done.err)
    result: dict[str, Any] = liusheng(
        "responses", "import", str(answers), "--wave", "takeaway", "--json"
    ).json()
    return result


def test_every_row_of_the_file_becomes_a_response(
    imported: dict[str, Any], reviews: list[tuple[int, str]]
) -> None:
    assert imported["errors"] == []
    assert imported["rows"] == imported["imported"] == len(reviews) == 2000


def test_the_report_counts_what_the_file_says(
    server: Server, imported: dict[str, Any], reviews: list[tuple[int, str]]
) -> None:
    praised = sum(label for label, _ in reviews)
    found = server.command("report", "gap", "--wave", "takeaway", "--json").json()
    (item,) = found["items"]
    assert found["n"] == item["performance"]["n"] == len(reviews)
    mean = (5 * praised + len(reviews) - praised) / len(reviews)
    assert item["performance"]["value"] == pytest.approx(mean)
    assert found["overall"]["degree"]["value"] == pytest.approx(20 * mean)
    assert found["overall"]["rate"]["value"] == pytest.approx(praised / len(reviews))
    assert item["gap"]["value"] == pytest.approx(mean - IMPORTANCE)
    account = server.command("report", "accounting", "--wave", "takeaway", "--json").json()
    assert account["total"]["returned"] == account["total"]["valid"] == len(reviews)


def test_the_worker_reads_every_comment_and_none_fails(
    database: Database, imported: dict[str, Any], reviews: list[tuple[int, str]]
) -> None:
    spoken = sum(bool(text.strip()) for _, text in reviews)
    deadline = time.monotonic() + READ_WITHIN
    while not (state := progress(database)).done and time.monotonic() < deadline:
        time.sleep(0.5)
    assert (state.total, state.read, state.failed) == (spoken, spoken, 0)


def progress(database: Database) -> queries.Progress:
    with database.reading() as session:
        return queries.progress(session, DEFAULT_ENGINE_ID)


def test_a_second_import_of_the_same_file_adds_nothing(
    server: Server, folder: Path, imported: dict[str, Any]
) -> None:
    again = server.command("responses", "import", str(folder / "answers.csv"), "--wave", "takeaway", "--json")
    assert again.json() == {"rows": 2000, "imported": 0, "already": 2000, "errors": []}


@pytest.mark.parametrize("number", range(5))
def test_long_source_texts_are_read_to_the_end(shared: Path, tmp_path: Path, number: int) -> None:
    """Whole documents as one comment a line; one of them is mojibake."""
    (source,) = sorted((shared / "seeds").glob(f"00{number}_*.txt"))
    lines = [line for line in source.read_bytes().decode("utf-8", "replace").splitlines() if line.strip()]
    done = Command(tmp_path / "instance")("text", "read", str(source), "--output", str(tmp_path / "read.csv"))
    assert done.code == 0, done.err
    with (tmp_path / "read.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == len(lines)
    assert {row["polarity"] for row in rows} <= {"pos", "neg", "mixed", "neutral", "none"}
