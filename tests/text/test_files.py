"""Files of comments read from the command line: any usual form in, one CSV with the promised columns out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.text import HEADERS, text
from survey.errors import InvalidInput
from survey.sheets import Sheet, write_xlsx

COMMENTS = ["质量不错，就是交期老拖", "无", "主要是价格高，比别家贵了一成"]


def written(folder: Path, form: str) -> Path:
    if form == "xlsx":
        path = folder / "comments.xlsx"
        path.write_bytes(
            write_xlsx([Sheet("意见", ["id", "text"], [[n, one] for n, one in enumerate(COMMENTS)])])
        )
        return path
    path = folder / ("comments.txt" if form.startswith("lines") else "comments.csv")
    lines = (
        COMMENTS
        if form.startswith("lines")
        else ["id,text", *(f"{n},{one}" for n, one in enumerate(COMMENTS))]
    )
    path.write_bytes("\n".join(lines).encode(form.split()[-1]))
    return path


def read_to(path: Path, output: Path) -> list[dict[str, str]]:
    column = [] if path.suffix == ".txt" else ["--column", "text"]
    done = CliRunner().invoke(text, ["read", str(path), *column, "--output", str(output), "--processes", "1"])
    assert done.exit_code == 0, done.output
    with output.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "gb18030", "xlsx", "lines utf-8", "lines gb18030"])
def test_a_file_of_any_usual_form_is_read(form: str, tmp_path: Path) -> None:
    rows = read_to(written(tmp_path, form), tmp_path / "read.csv")
    assert [row["text"] for row in rows] == COMMENTS
    assert tuple(rows[0]) == HEADERS
    assert [row["polarity"] for row in rows] == ["mixed", "none", "neg"]
    assert [row["is_non_answer"] for row in rows] == ["0", "1", "0"]
    assert set(rows[0]["dim_polarity"].split(";")) == {"product:pos", "delivery:neg"}
    assert rows[2]["reasons"].startswith("B5.1")
    assert rows[0]["decided_by"]
    for row in rows:
        assert len(row["reasons"].split(";")) == len(row["reason_scores"].split(";"))


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = written(tmp_path, "utf-8")
    done = CliRunner().invoke(
        text, ["read", str(path), "--column", "意见", "--output", str(tmp_path / "o.csv")]
    )
    assert isinstance(done.exception, InvalidInput)
    assert "id" in str(done.exception)


def test_a_file_is_never_overwritten_by_its_own_readings(tmp_path: Path) -> None:
    path = written(tmp_path, "utf-8")
    before = path.read_bytes()
    done = CliRunner().invoke(text, ["read", str(path), "--column", "text", "--output", str(path)])
    assert isinstance(done.exception, InvalidInput)
    assert path.read_bytes() == before


def test_an_unknown_engine_leaves_an_earlier_result_alone(tmp_path: Path) -> None:
    output = tmp_path / "read.csv"
    output.write_text("earlier")
    done = CliRunner().invoke(
        text,
        [
            "read",
            str(written(tmp_path, "utf-8")),
            "--column",
            "text",
            "--output",
            str(output),
            "--engine",
            "x",
        ],
    )
    assert isinstance(done.exception, InvalidInput)
    assert output.read_text() == "earlier"


def test_a_labelled_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_bytes("label,text\n1,很好\n".encode("gb18030"))
    done = CliRunner().invoke(text, ["benchmark", str(tmp_path)])
    assert isinstance(done.exception, InvalidInput)
    assert "reviews.csv" in str(done.exception)
