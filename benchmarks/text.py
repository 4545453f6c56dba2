"""How fast comments are read: our reader against stock SnowNLP, in one process, in CPU time."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from survey.text.phrases import lexicon
from survey.text.reader import reader

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "comments" / "waimai_dev.csv"
BATCH = 256
"""Comments read at once, as the commands and the background readers do; each reading is whole."""
STOCK_LIMIT = 400
"""Stock SnowNLP reads some hundred comments a second; more of them would only take longer."""


def measure(limit: int | None = None) -> dict[str, object]:
    """Comments per CPU second of both readers and their ratio; each reader is loaded and warm before."""
    texts, source = _texts()
    texts = texts[:limit]
    stock = texts[:STOCK_LIMIT]
    stock_rate = _rate(_stock_reader(), stock)
    ours = reader()
    our_rate = _rate(lambda batch: list(ours.read_all((text, None) for text in batch)), texts)
    return {
        "source": source,
        "engine": ours.engine_id,
        "comments": len(texts),
        "comments_stock": len(stock),
        "batch": BATCH,
        "stock_per_second": round(stock_rate, 1),
        "ours_per_second": round(our_rate, 1),
        "ratio": round(our_rate / stock_rate, 2),
    }


def _texts() -> tuple[list[str], str]:
    if CORPUS.exists():
        with CORPUS.open(encoding="utf-8", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)], CORPUS.name
    return _own_sentences(), "lexicons"


def _own_sentences() -> list[str]:
    """Sentences put together from our own word lists, for machines without the corpus."""
    subjects = lexicon("aspects")["product"] + lexicon("aspects")["delivery"]
    judgements = lexicon("sentiment")["pos 1"] + lexicon("sentiment")["neg 1"]
    pairs = product(subjects[:60], judgements[::40])
    return [f"这次的{subject}总的来说{judgement}，希望贵公司继续努力" for subject, judgement in pairs]


def _stock_reader() -> Callable[[Sequence[str]], object]:
    from snownlp import sentiment  # loads for seconds, which is not part of the rate

    return lambda batch: [sentiment.classify(text) for text in batch if text]


def _rate(read: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    read(texts[:20])
    started = time.process_time()
    for start in range(0, len(texts), BATCH):
        read(texts[start : start + BATCH])
    return len(texts) / max(time.process_time() - started, 1e-9)


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
