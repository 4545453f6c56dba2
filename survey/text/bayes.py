"""SnowNLP's own classifier and its trained weights, without the four seconds of its full import."""

from __future__ import annotations

import importlib
import importlib.util
import math
import sys
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Final

__all__ = ["WordWeights", "classifier", "word_weights"]

_ALIAS: Final = "_liusheng_snownlp_parts"


@cache
def classifier() -> Any:
    """SnowNLP's `Bayes` with the weights it ships.

    `import snownlp` also loads its segmenter, tagger and pinyin tables (440 MB). An alias package over the
    same folder gives its class and its weights alone; the real name stays free for a full import.
    """
    spec = importlib.util.find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("snownlp")
    folder = Path(next(iter(spec.submodule_search_locations)))
    alias = ModuleSpec(_ALIAS, None, is_package=True)
    alias.submodule_search_locations = [str(folder)]
    sys.modules[_ALIAS] = importlib.util.module_from_spec(alias)
    bayes = importlib.import_module(f"{_ALIAS}.classification.bayes").Bayes()
    bayes.load(str(folder / "sentiment" / "sentiment.marshal"))
    return bayes


class WordWeights:
    """The classifier as one weight a word: what each adds to the log-odds of being positive."""

    def __init__(self, bayes: Any) -> None:
        positive, negative = bayes.d["pos"], bayes.d["neg"]
        self._weights = {
            word: math.log(positive.freq(word)) - math.log(negative.freq(word))
            for word in set(positive.samples()) | set(negative.samples())
        }

    def known(self, word: str) -> float:
        """The word's weight; nothing for a word SnowNLP never saw."""
        return self._weights.get(word, 0.0)


@cache
def word_weights() -> WordWeights:
    """The weights of the shipped classifier."""
    return WordWeights(classifier())
