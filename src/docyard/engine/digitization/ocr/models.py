"""The detection and the recognition model: pixels in, boxes and characters out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess

from docyard.engine.digitization.ocr.characters import Character
from docyard.engine.digitization.ocr.lines import Quad
from docyard.engine.digitization.pixels import LEAST_CONTRAST, Pixels

# Measured on receipts and A4 scans: 1280 finds no more and takes 140 MB more at its peak, 960 loses
# small print.
_DETECTION_SIDE_PX = 1120
_LINE_HEIGHT_PX = 48
_WIDTH_STEP_PX = 16
_MIN_LINE_WIDTH_PX = 48
_MAX_LINE_WIDTH_PX = 3200
_MARGIN_PX = 32


@dataclass(frozen=True, slots=True)
class Models:
    """Both models; ``characters`` are the recogniser's classes, the first of them the CTC blank."""

    detector: Any
    recognizer: Any
    boxes_of: Any
    characters: tuple[str, ...]


def load_models() -> Models:
    """Return the models that ship with rapidocr, on one thread each; takes about half a second."""
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
    listed = recognizer.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Models(
        detector=detector,
        recognizer=recognizer,
        boxes_of=DBPostProcess(thresh=0.2, box_thresh=0.45, unclip_ratio=1.6, use_dilation=True),
        characters=("", *listed, " "),
    )


def detect(image: Pixels, models: Models) -> list[Quad]:
    """Return where text stands; large pages are looked at where something is printed."""
    top, bottom, left, right = _printed_part(image)
    quads = _detect(image[top:bottom, left:right], models)
    return [quad + np.array([left, top], dtype=np.float32) for quad in quads]


def _printed_part(image: Pixels) -> tuple[int, int, int, int]:
    """Return top, bottom, left and right of what is printed where that is a small part, else of all.

    A line of text on a very large page would be too small to be found once the page is made to fit.
    """
    height, width = image.shape[:2]
    whole = (0, height, 0, width)
    if max(height, width) <= _DETECTION_SIDE_PX:
        return whole
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    rows, columns = (np.flatnonzero(np.ptp(grey, axis=axis) >= LEAST_CONTRAST) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return whole
    top, bottom = max(0, rows[0] - _MARGIN_PX), min(height, rows[-1] + 1 + _MARGIN_PX)
    left, right = max(0, columns[0] - _MARGIN_PX), min(width, columns[-1] + 1 + _MARGIN_PX)
    is_small = max(bottom - top, right - left) * 2 <= max(height, width)
    return (int(top), int(bottom), int(left), int(right)) if is_small else whole


def _detect(image: Pixels, models: Models) -> list[Quad]:
    height, width = image.shape[:2]
    scale = min(1.0, _DETECTION_SIDE_PX / max(height, width))
    fitted = [max(32, round(side * scale / 32) * 32) for side in (width, height)]
    tensor = _normal(cv2.resize(image, fitted))[None]
    heat = models.detector.run(None, {models.detector.get_inputs()[0].name: tensor})[0]
    quads, _ = models.boxes_of(heat, (height, width))
    return [np.asarray(quad, dtype=np.float32) for quad in quads]


def recognize(line: Pixels, models: Models) -> tuple[Character, ...]:
    """Return the characters of an upright line, left to right.

    Lines are recognised one by one: time goes with the width, so that batches would only add the
    cost of padding.
    """
    width = round(_LINE_HEIGHT_PX * line.shape[1] / line.shape[0])
    width = min(_MAX_LINE_WIDTH_PX, max(8, width))
    padded = max(_MIN_LINE_WIDTH_PX, -(-width // _WIDTH_STEP_PX) * _WIDTH_STEP_PX)
    tensor = np.zeros((1, 3, _LINE_HEIGHT_PX, padded), dtype=np.float32)
    tensor[0, :, :, :width] = _normal(cv2.resize(line, (width, _LINE_HEIGHT_PX)))
    scores = models.recognizer.run(None, {models.recognizer.get_inputs()[0].name: tensor})[0][0]
    return _decoded(scores, models.characters, used=width / padded)


def _normal(image: NDArray[Any]) -> NDArray[np.float32]:
    return (image.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)


def _decoded(scores: NDArray[np.float32], characters: Sequence[str], *, used: float) -> tuple[Character, ...]:
    """Return the characters of one line by greedy CTC; ``used`` is the unpadded share of it."""
    best = scores.argmax(axis=1)
    changes = np.ones(len(best), dtype=bool)
    changes[1:] = best[1:] != best[:-1]
    (steps,) = np.nonzero(changes & (best != 0))
    return tuple(
        Character(
            text=characters[best[step]],
            middle=min(1.0, (float(step) + 0.5) / len(best) / used),
            probability=float(scores[step, best[step]]),
        )
        for step in steps
    )
