"""Filters as they are written on the command line."""

from __future__ import annotations

import pytest

from survey.errors import InvalidInput
from survey.reports.counting.filters import Filter


def test_terms_narrow_by_segment_and_month() -> None:
    wanted = Filter.from_terms(("region=华东", "from=2026-03", "to=2026-03"))
    assert wanted.value("region") == "华东"
    assert (wanted.month_from, wanted.month_to) == ("2026-03", "2026-03")


@pytest.mark.parametrize(
    "terms",
    [
        ("区域=华东",),
        ("region",),
        ("from=abc",),
        ("to=2026-13",),
        ("from=2026-3",),
        ("from=2026-05", "to=2026-04"),
    ],
)
def test_a_term_that_cannot_be_meant_is_refused(terms: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput):
        Filter.from_terms(terms)
