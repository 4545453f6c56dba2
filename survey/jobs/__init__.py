"""The boundary to the task engine: enqueue by name after the commit, run in workers."""

from survey.jobs.queue import Queue, attach, enqueue

__all__ = ["Queue", "attach", "enqueue"]
