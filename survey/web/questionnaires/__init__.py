from survey.web.questionnaires import (
    builder,
    dimensions,
    heading,
    importing,
    outline,
    preview,
    publish,
    scales,
    spare,
    versions,
    views,
)
from survey.web.questionnaires.blueprint import bp

__all__ = [
    "bp",
    "builder",
    "dimensions",
    "heading",
    "importing",
    "outline",
    "preview",
    "publish",
    "scales",
    "spare",
    "versions",
    "views",
]
