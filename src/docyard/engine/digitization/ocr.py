"""Text from pixels: PP-OCRv6 detection and recognition on one processor thread.

The models ship inside the ``rapidocr`` wheel; nothing is downloaded. Detection and its
post-processing are rapidocr's; recognition is run and decoded here, because the position and
the probability of every single character, white space included, is what makes good words.
"""

import ctypes
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docyard.domain.pages import Box

Pixels = NDArray[np.uint8]
"""An image, shape (height, width, 3), channels in blue, green, red order."""

_DETECTION_SIDE_PX = 1280
_LINE_HEIGHT_PX = 48
_MIN_LINE_WIDTH_PX = 320
_LINES_PER_BATCH = 6
_MIN_LINE_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as recognised: text without white space, box in image pixels, score 0 to 1."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A detected run of text.

    Attributes:
        words: left to right.
        score: mean probability of its characters, 0 to 1.
        is_upright: False when the detected box is much taller than wide, as on sideways pages.
    """

    words: tuple[ReadWord, ...]
    score: float
    is_upright: bool


class OcrEngine:
    """The two recognition models, loaded on first use; one per process, one thread at a time."""

    def __init__(self) -> None:
        self._models: _Models | None = None

    def read(self, image: Pixels) -> tuple[ReadLine, ...]:
        """Return the lines of text in an image, in no promised order."""
        if self._models is None:
            self._models = _load_models()
        lines = _read(image, self._models)
        _give_memory_back()
        return lines


@dataclass(frozen=True, slots=True)
class _Models:
    detector: Any
    recognizer: Any
    boxes_of: Any
    characters: tuple[str, ...]


def _load_models() -> _Models:
    import onnxruntime
    import rapidocr
    from rapidocr.ch_ppocr_det.utils import DBPostProcess

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Every page has its own shapes: arenas and memory patterns would keep one set per shape.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    folder = Path(rapidocr.__file__).parent / "models"
    detector, recognizer = (
        onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
        for name in ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
    )
    return _Models(
        detector=detector,
        recognizer=recognizer,
        boxes_of=DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True),
        characters=_characters(recognizer),
    )


def _characters(recognizer: Any) -> tuple[str, ...]:
    listed = recognizer.get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def _read(image: Pixels, models: _Models) -> tuple[ReadLine, ...]:
    quads = _detect(image, models)
    crops = [_cut_out(image, quad) for quad in quads]
    lines = (
        _line(quad, characters, is_upright=_is_upright(quad))
        for quad, characters in zip(quads, _recognize(crops, models), strict=True)
    )
    return tuple(line for line in lines if line.words and line.score >= _MIN_LINE_SCORE)


# ── detection ────────────────────────────────────────────────────────────────────────────


def _detect(image: Pixels, models: _Models) -> list[NDArray[np.float32]]:
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, _DETECTION_SIDE_PX / max(height, width))
    fitted = tuple(max(32, round(side * scale / 32) * 32) for side in (width, height))
    resized = cv2.resize(image, fitted).astype(np.float32)
    tensor = ((resized / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    heat = models.detector.run(None, {models.detector.get_inputs()[0].name: tensor})[0]
    quads, _ = models.boxes_of(heat, (height, width))
    return [np.asarray(quad, dtype=np.float32) for quad in quads]


def _is_upright(quad: NDArray[np.float32]) -> bool:
    width, height = _quad_size(quad)
    return height < 1.5 * width


def _quad_size(quad: NDArray[np.float32]) -> tuple[float, float]:
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))
    height = max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))
    return float(width), float(height)


def _cut_out(image: Pixels, quad: NDArray[np.float32]) -> Pixels:
    import cv2

    width, height = (max(1, round(side)) for side in _quad_size(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    crop = cv2.warpPerspective(
        image,
        cv2.getPerspectiveTransform(quad, target),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    return np.asarray(crop if _is_upright(quad) else np.rot90(crop), dtype=np.uint8)


# ── recognition ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Character:
    """One decoded character: its middle as a share of the line's width, and its probability."""

    text: str
    middle: float
    probability: float


def _recognize(crops: Sequence[Pixels], models: _Models) -> list[tuple[_Character, ...]]:
    read: dict[int, tuple[_Character, ...]] = {}
    for indices in _batches_of_like_width(crops):
        tensor, widths = _batch_tensor([crops[index] for index in indices])
        scores = models.recognizer.run(None, {models.recognizer.get_inputs()[0].name: tensor})[0]
        for index, line_scores, width in zip(indices, scores, widths, strict=True):
            read[index] = _decode(line_scores, models.characters, used=width / tensor.shape[3])
    return [read[index] for index in range(len(crops))]


def _batches_of_like_width(crops: Sequence[Pixels]) -> Iterator[list[int]]:
    order = sorted(range(len(crops)), key=lambda i: crops[i].shape[1] / crops[i].shape[0])
    for start in range(0, len(order), _LINES_PER_BATCH):
        yield order[start : start + _LINES_PER_BATCH]


def _batch_tensor(crops: Sequence[Pixels]) -> tuple[NDArray[np.float32], list[int]]:
    import cv2

    widths = [max(1, round(_LINE_HEIGHT_PX * crop.shape[1] / crop.shape[0])) for crop in crops]
    shape = (len(crops), 3, _LINE_HEIGHT_PX, max(_MIN_LINE_WIDTH_PX, *widths))
    tensor = np.zeros(shape, dtype=np.float32)
    for row, (crop, width) in enumerate(zip(crops, widths, strict=True)):
        resized = cv2.resize(crop, (width, _LINE_HEIGHT_PX)).astype(np.float32)
        tensor[row, :, :, :width] = (resized.transpose(2, 0, 1) / 255 - 0.5) / 0.5
    return tensor, widths


def _decode(scores: NDArray[np.float32], characters: Sequence[str], *, used: float) -> tuple[_Character, ...]:
    """Return the characters of one line by greedy CTC; ``used`` is the unpadded share of it."""
    best = scores.argmax(axis=1)
    changes = np.ones(len(best), dtype=bool)
    changes[1:] = best[1:] != best[:-1]
    (steps,) = np.nonzero(changes & (best != 0))
    return tuple(
        _Character(
            text=characters[best[step]],
            middle=min(1.0, (float(step) + 0.5) / len(best) / used),
            probability=float(scores[step, best[step]]),
        )
        for step in steps
    )


# ── words ────────────────────────────────────────────────────────────────────────────────


def _line(quad: NDArray[np.float32], characters: Sequence[_Character], *, is_upright: bool) -> ReadLine:
    runs = _runs_without_space(characters)
    edges = _run_edges(runs)
    words = tuple(
        ReadWord(
            text="".join(character.text for character in run),
            box=_part_of(quad, start, end, is_upright=is_upright),
            score=sum(character.probability for character in run) / len(run),
        )
        for run, (start, end) in zip(runs, edges, strict=True)
    )
    count = sum(len(run) for run in runs)
    total = sum(character.probability for run in runs for character in run)
    return ReadLine(words=words, score=total / count if count else 0.0, is_upright=is_upright)


def _runs_without_space(characters: Sequence[_Character]) -> list[list[_Character]]:
    runs: list[list[_Character]] = [[]]
    for character in characters:
        if character.text.isspace():
            runs.append([])
        else:
            runs[-1].append(character)
    return [run for run in runs if run]


def _run_edges(runs: Sequence[Sequence[_Character]]) -> list[tuple[float, float]]:
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


def _pitch(run: Sequence[_Character]) -> float:
    return (run[-1].middle - run[0].middle) / max(1, len(run) - 1)


def _part_of(quad: NDArray[np.float32], start: float, end: float, *, is_upright: bool) -> Box:
    """Return the upright box around a share of a line's quadrilateral."""
    top_left, top_right, bottom_right, bottom_left = quad
    if is_upright:
        rails = ((top_left, top_right), (bottom_left, bottom_right))
    else:
        rails = ((top_right, bottom_right), (top_left, bottom_left))
    corners = np.array([a + (b - a) * share for a, b in rails for share in (start, end)])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def _give_memory_back() -> None:
    """Return freed heap to the system: glibc keeps it, and a page's tensors are large."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
