"""The boundary to the task engine: enqueue by name after the commit, run in workers."""

from survey.jobs.queue import Queue, ask, attach, enqueue

__all__ = ["Queue", "ask", "attach", "enqueue"]
