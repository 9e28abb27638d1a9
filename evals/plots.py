"""The report's pictures, drawn by matplotlib without a screen and handed over as PNG data URIs."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from evals.task import Metric
from interviewer.critique import ELEMENTS

INK, QUIET, ACCENT, RIVAL, GRID = "#1d2733", "#6b7785", "#0f766e", "#c2c9d1", "#e6e9ed"
DPI = 170
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": GRID,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def confusion(rows: Mapping[str, Sequence[int]]) -> str:
    """Labelled score (rows) against the score given (columns, the last one unscored); shade is the row's share."""
    table = np.array([rows[str(score)] for score in range(5, 0, -1)], dtype=float)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    with mpl.rc_context(STYLE):
        figure, axes = _figure(4.4, 3.6)
        axes.imshow(shares, cmap="GnBu", vmin=0, vmax=1, aspect="auto")
        for (row, column), count in np.ndenumerate(table):
            dark = shares[row, column] > 0.55
            if count:
                axes.text(column, row, f"{count:.0f}", ha="center", va="center", color="white" if dark else INK)
        axes.set_xticks(range(6), ["1", "2", "3", "4", "5", "none"])
        axes.set_yticks(range(5), ["5", "4", "3", "2", "1"])
        axes.set_xlabel("score given")
        axes.set_ylabel("score of the label")
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return _uri(figure)


def reliability(bins: Sequence[Mapping[str, Any]]) -> str:
    """How often the score was right (up) for how sure the coach was (right); the size of a dot is its count."""
    with mpl.rc_context(STYLE):
        figure, axes = _figure(4.0, 3.6)
        axes.plot([0, 1], [0, 1], color=RIVAL, linewidth=1, linestyle=(0, (4, 3)))
        most = max([int(one["count"]) for one in bins], default=1)
        axes.scatter(
            [one["confidence"] for one in bins],
            [one["exact"] for one in bins],
            s=[30 + 220 * one["count"] / most for one in bins],
            color=ACCENT,
            alpha=0.85,
        )
        for one in bins:
            axes.annotate(
                str(one["count"]), (one["confidence"], one["exact"]), xytext=(9, 7), textcoords="offset points", color=QUIET, fontsize=8
            )
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence", ylabel="share exactly right")
        axes.grid(color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        return _uri(figure)


def element_bars(metrics: Mapping[str, Metric], keywords: Mapping[str, Metric]) -> str:
    """F1 of each story element with its interval, and what a reader of single words reaches."""
    names = [f"elements.{element}_f1" for element in ELEMENTS]
    return _bars(
        [element.replace("_", " ") for element in ELEMENTS],
        [metrics.get(name) for name in names],
        marks=[keywords.get(name) for name in names],
        label="F1   (grey mark: which words stand there)",
    )


def kappa_bars(ours: Metric | None, rivals: Mapping[str, Mapping[str, Metric]], ceiling: Metric | None) -> str:
    """Kappa of the coach beside its rivals and the agreement of two readers."""
    rows = [("this coach", ours), *((name, found.get("scoring.kappa")) for name, found in rivals.items())]
    rows.append(("two readers", ceiling))
    names = [f"{name} ({metric.n})" if metric else name for name, metric in rows]
    return _bars(names, [metric for _, metric in rows], marks=None, label="quadratic weighted kappa   (number of answers)")


def _bars(
    names: Sequence[str], metrics: Sequence[Metric | None], *, marks: Sequence[Metric | None] | None, label: str
) -> str:
    with mpl.rc_context(STYLE):
        figure, axes = _figure(4.8, 0.5 * len(names) + 0.8)
        for place, metric in enumerate(metrics):
            if metric is None or metric.value is None or metric.low is None or metric.high is None:
                continue
            ours = marks is not None or place == 0
            axes.barh(place, metric.value, height=0.56, color=ACCENT if ours else RIVAL)
            axes.plot([metric.low, metric.high], [place, place], color=INK, linewidth=1.2)
            mark = marks[place] if marks else None
            edge = max(metric.high, metric.value, (mark.value if mark else None) or 0)
            axes.text(edge + 0.02, place, f"{metric.value:.2f}", va="center", color=INK)
            if mark is not None and mark.value is not None:
                axes.plot([mark.value] * 2, [place - 0.36, place + 0.36], color="#8b95a1", linewidth=2.4)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        lowest = min([metric.low for metric in metrics if metric and metric.low is not None], default=0.0)
        axes.set_xlim(min(0.0, lowest - 0.02), 1.14)
        axes.set_xlabel(label)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        return _uri(figure)


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    # A Figure of its own, without pyplot: nothing global, no screen, no window manager.
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _uri(figure: Figure) -> str:
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=DPI)
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
