"""What is measured, one suite a file; `ALL` names them in the order in which they run."""

from evals.run import Suite
from evals.suites.ceiling import ceiling
from evals.suites.feedback import feedback
from evals.suites.follow_up import follow_up
from evals.suites.injection import injection
from evals.suites.junk import junk
from evals.suites.pairs import pairs
from evals.suites.retrieval import retrieval
from evals.suites.rivals import rivals
from evals.suites.scoring import scoring
from evals.suites.speed import speed
from evals.suites.stability import stability

ALL: dict[str, Suite] = {
    "scoring": scoring,
    "rivals": rivals,
    "pairs": pairs,
    "junk": junk,
    "injection": injection,
    "ceiling": ceiling,
    "retrieval": retrieval,
    "feedback": feedback,
    "follow_up": follow_up,
    "stability": stability,
    "speed": speed,
}

__all__ = ["ALL"]
