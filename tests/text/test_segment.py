from __future__ import annotations

import csv
from pathlib import Path

import jieba
import pytest

from survey.text.segment import Segmenter

COMMENTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "comments"
SAMPLES = ["waimai_dev.csv", "nlpcc14_dev.csv", "csc12k_dev.csv"]


@pytest.mark.skipif(not COMMENTS.is_dir(), reason="../shared/data/comments is not on this machine")
@pytest.mark.parametrize("name", SAMPLES)
def test_words_are_cut_exactly_as_jieba_cuts_them(name: str, tmp_path: Path) -> None:
    theirs = jieba.Tokenizer()
    theirs.tmp_dir = str(tmp_path)
    ours = Segmenter(cache_dir=tmp_path)
    with (COMMENTS / name).open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert len(texts) >= 1500
    assert [text for text in texts if ours.cut(text) != theirs.lcut(text)] == []


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
