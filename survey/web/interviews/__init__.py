from survey.web.interviews import imports, recording, views
from survey.web.interviews.blueprint import bp

__all__ = ["bp", "imports", "recording", "views"]
