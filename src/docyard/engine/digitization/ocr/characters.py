"""Recognised characters into words with boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from docyard.domain.pages import Box
from docyard.engine.digitization.ocr.lines import Quad, ReadLine, ReadWord


@dataclass(frozen=True, slots=True)
class Character:
    """One decoded character: its middle as a share of the line's width, and its probability."""

    text: str
    middle: float
    probability: float


def mean_probability(characters: Sequence[Character]) -> float:
    """Return the mean over the characters that are not white space, 0 without any."""
    solid = [character.probability for character in characters if not character.text.isspace()]
    return sum(solid) / len(solid) if solid else 0.0


def line_of(quad: Quad, characters: Sequence[Character], *, is_upright: bool) -> ReadLine:
    """Return the words of a line; ``is_upright`` is False if it was turned for recognition."""
    runs = _runs_without_space(characters)
    words = tuple(
        ReadWord(
            text="".join(character.text for character in run),
            box=part_of(quad, start, end, is_upright=is_upright),
            score=mean_probability(run),
        )
        for run, (start, end) in zip(runs, _run_edges(runs), strict=True)
    )
    return ReadLine(words=words, score=mean_probability(characters))


def _runs_without_space(characters: Sequence[Character]) -> list[list[Character]]:
    runs: list[list[Character]] = [[]]
    for character in characters:
        if character.text.isspace():
            runs.append([])
        else:
            runs[-1].append(character)
    return [run for run in runs if run]


def _run_edges(runs: Sequence[Sequence[Character]]) -> list[tuple[float, float]]:
    """Return start and end of each run as shares of the line, in order and without overlap."""
    if not runs:
        return []
    pitches = [_pitch(run) for run in runs if len(run) > 1]
    usual = sum(pitches) / len(pitches) if pitches else 1.0 / (sum(map(len, runs)) + len(runs) - 1)
    edges = []
    for number, run in enumerate(runs):
        half = (_pitch(run) if len(run) > 2 else usual) / 2
        before = (runs[number - 1][-1].middle + run[0].middle) / 2 if number else 0.0
        after = (run[-1].middle + runs[number + 1][0].middle) / 2 if number + 1 < len(runs) else 1.0
        edges.append((max(before, run[0].middle - half), min(after, run[-1].middle + half)))
    return edges


def _pitch(run: Sequence[Character]) -> float:
    return (run[-1].middle - run[0].middle) / max(1, len(run) - 1)


def part_of(quad: Quad, start: float, end: float, *, is_upright: bool) -> Box:
    """Return the upright box around a share of a line's quadrilateral."""
    top_left, top_right, bottom_right, bottom_left = quad
    if is_upright:
        rails = ((top_left, top_right), (bottom_left, bottom_right))
    else:
        rails = ((top_right, bottom_right), (top_left, bottom_left))
    corners = np.array([a + (b - a) * share for a, b in rails for share in (start, end)])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))
