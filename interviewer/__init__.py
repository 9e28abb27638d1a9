"""A local mock interviewer: sessions, the hiring manager, the coach, storage and the command line."""

__version__ = "0.1.0"
