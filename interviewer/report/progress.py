"""This interview beside the ones before it."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.report.contents import Milestone, Progress
from interviewer.report.overall import mean_score, scored_turns
from interviewer.rubric import load_rubric
from interviewer.session import Session

BARS = "▁▂▃▄▅▆▇█"
MOST_SHOWN = 12


def progress_since(session: Session, earlier: Sequence[Session], *, hide_numbers: bool) -> Progress | None:
    """None where no finished interview for the same job was scored before this one."""
    before = sorted(
        (
            one
            for one in earlier
            if one.id != session.id
            and one.finished_at is not None
            and one.setup.pack == session.setup.pack
            and one.started_at < session.started_at
            and scored_turns(one)
        ),
        key=lambda one: one.started_at,
    )
    if not before or not scored_turns(session):
        return None
    line = [*before, session][-MOST_SHOWN:]
    means = [mean_score(one) or 1.0 for one in line]
    then, now = _gaps(before[-1]), _gaps(session)
    rubric = load_rubric()
    return Progress(
        milestones=tuple(
            Milestone(on=one.started_at.astimezone().date(), mean=None if hide_numbers else mean)
            for one, mean in zip(line, means, strict=True)
        ),
        sparkline=None if hide_numbers else "".join(map(_bar, means)),
        gone=tuple(rubric.gap(code).title for code in then if code not in now),
        again=tuple(rubric.gap(code).title for code in then if code in now),
    )


def _gaps(session: Session) -> dict[str, None]:
    return dict.fromkeys(point.gap for _, critique in scored_turns(session) for point in critique.improvements)


def _bar(mean: float) -> str:
    """A mean between 1 and 5 as one of eight bars."""
    return BARS[round((mean - 1) / 4 * (len(BARS) - 1))]
