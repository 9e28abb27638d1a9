"""The report of one session: what it holds (`build_report`) and how it is written down (`render`)."""

from interviewer.report.building import build_report
from interviewer.report.contents import Report
from interviewer.report.rendering import FORMATS, Format, render

__all__ = ["FORMATS", "Format", "Report", "build_report", "render"]
