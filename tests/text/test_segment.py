from __future__ import annotations

import csv
from pathlib import Path

import jieba
import pytest

from survey.text.segment import Segmenter

SHARED = Path(__file__).resolve().parents[3] / "shared"
FILES = [*sorted((SHARED / "data" / "comments").glob("*.csv")), *sorted((SHARED / "seeds").glob("*.txt"))]


def texts_of(path: Path) -> list[str]:
    if path.suffix == ".txt":
        return path.read_bytes().decode("utf-8", errors="replace").splitlines()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))


@pytest.mark.skipif(not FILES, reason="../shared is not on this machine")
def test_words_are_cut_exactly_as_jieba_cuts_them(tmp_path: Path) -> None:
    theirs = jieba.Tokenizer()
    theirs.tmp_dir = str(tmp_path)
    ours = Segmenter(cache_dir=tmp_path)
    assert len(FILES) >= 7
    for path in FILES:
        differ = [text for text in texts_of(path) if ours.cut(text) != theirs.lcut(text)]
        assert differ == [], path.name


@pytest.mark.parametrize("text", ["声振传感器的壳体有裂纹", "声振传感器 A-7.2 的壳体有裂纹"])
def test_company_words_stay_whole_in_both_cutters(text: str, tmp_path: Path) -> None:
    segmenter = Segmenter(["声振传感器", " ", "声振传感器"], cache_dir=tmp_path)
    assert "声振传感器" in segmenter.cut(text)
    assert segmenter.words == ("声振传感器",)


@pytest.mark.parametrize("text", ["", " \n", "质量\ud800不好", "😀" * 50, "a+b#c&d", "\x00"])
def test_nothing_is_lost_whatever_the_text(text: str, tmp_path: Path) -> None:
    assert "".join(Segmenter(cache_dir=tmp_path).cut(text)) == text


def test_the_prepared_dictionary_lies_in_the_given_folder(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    Segmenter(cache_dir=folder).cut("a+b")
    assert [path.name for path in folder.iterdir()] == ["jieba.cache"]
