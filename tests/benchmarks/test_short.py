"""The measurements in short: that they still run and measure what they say. Weight and statements of a
respondent's page are tested with the pages (`tests/respond`)."""

from __future__ import annotations

import threading
from http.client import HTTPConnection
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from benchmarks import anchor, export, report
from benchmarks.instance import prepare
from benchmarks.load import cycle
from benchmarks.questionnaires import ANSWERS, fifteen_pairs, fifteen_questions
from benchmarks.run import OTHER_PAGES, page
from survey import create_app
from survey.instrument.lint import lint


def test_both_questionnaires_can_be_published() -> None:
    assert not lint(fifteen_questions())
    assert not lint(fifteen_pairs())
    kinds = [item.type for item in fifteen_questions().items() if item.type != "consent"]
    assert kinds == ["rating"] * 12 + ["nps", "single_choice", "comment"]
    assert len(fifteen_questions().sections) == 1


@pytest.mark.parametrize("which", ["ours", "anchor"])
def test_a_respondent_of_the_load_gets_through_and_is_stored(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHOR_DATABASE", str(tmp_path / "anchor.db"))
    instance = prepare(tmp_path / "instance", fifteen_questions())
    ours = which == "ours"
    application = create_app(instance.settings, instance.database) if ours else anchor.create_app()
    path, answers = (instance.path, {"consent": "1", **ANSWERS}) if ours else ("/r/anchor", ANSWERS)
    server = make_server("127.0.0.1", 0, application, threaded=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    try:
        cycle(connection, path, answers)
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()
        instance.database.dispose()
    if ours:
        with instance.database.connection() as store:
            assert store.exec_driver_sql("SELECT count(*) FROM response").scalar_one() == 1
        instance.database.dispose()


def test_the_report_is_measured_under_each_filter() -> None:
    (figures,) = report.measure((300,), repeats=1)
    assert figures["responses"] == 300
    assert set(figures["warm_ms"]) == {"no filter", "one class", "two filters"}
    assert figures["customers"] == 90
    assert all(figures[name] > 0 for name in OTHER_PAGES)
    shown = page(
        {
            "respondents": 8,
            "windows": 7,
            "seconds": 4.0,
            "ours": {"rate": 200.0, "cpu_ms": 4.0, "p95_ms": 50.0},
            "anchor": {"rate": 400.0, "cpu_ms": 2.0, "p95_ms": 25.0},
            "share_of_anchor": 0.5,
            "cpu_ratio": 2.0,
        },
        [figures],
        {
            "responses": 100_000,
            "seconds": 2.5,
            "anchor_s": 1.0,
            "ratio": 2.5,
            "megabytes": 25.0,
            "memory_growth_mb": 0.4,
            "xlsx_s": 20.0,
            "xlsx_megabytes": 12.0,
            "xlsx_growth_mb": 15.0,
        },
        {
            "comments": 10,
            "comments_stock": 10,
            "source": "lexicons",
            "ours_per_second": 2000.0,
            "stock_per_second": 100.0,
            "ratio": 20.0,
        },
        load=0.5,
    )
    assert "**50%** of the anchor's cycles per second" in shown
    assert "| 300 |" in shown


def test_the_csv_of_many_responses_takes_no_more_memory_than_that_of_a_tenth() -> None:
    found = export.measure(20_000)
    assert found["responses"] == 20_000
    assert found["megabytes"] > 4
    assert found["memory_growth_mb"] < 2
