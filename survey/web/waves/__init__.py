from survey.web.waves import (  # noqa: F401  (each registers its pages)
    call_backs,
    collectors,
    customers,
    entry,
    invitations,
    paper,
    plans,
    targets,
    views,
)
from survey.web.waves.blueprint import bp

__all__ = ["bp"]
