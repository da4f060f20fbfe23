"""A page being drawn that remembers what it prints for which field, so that gold values are the printed ones.

Lengths are points from the upper left corner.
"""

import io
from collections.abc import Mapping, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

INK = HexColor("#1c1c1c")
Columns = Sequence[tuple[str, str, float, bool]]
"""Key, title, edge and whether texts end at the edge."""


class Sheet:
    """A page; ``gold`` holds the value of each field that was named while drawing."""

    def __init__(self, *, size: tuple[float, float] = A4, font: str = "Helvetica") -> None:
        self.width, self.height = size
        self.font = font
        self.gold: dict[str, object] = {}
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=size, invariant=1)
        self._canvas.setFillColor(INK)

    def text(
        self, x: float, y: float, text: str, *, size: float = 9.5, bold: bool = False, right: bool = False,
        field: str | None = None,
    ) -> None:  # fmt: skip
        """Print a text whose base line lies ``y`` below the top."""
        self._canvas.setFont(_bold(self.font) if bold else self.font, size)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, self.height - y, text)
        if field:
            self.gold[field] = text

    def block(
        self, x: float, y: float, lines: Sequence[str], *, size: float = 9.5, field: str | None = None
    ) -> None:
        """Print lines below each other; as a value they are joined with one space."""
        for number, line in enumerate(lines):
            self.text(x, y + 1.35 * size * number, line, size=size)
        if field:
            self.gold[field] = " ".join(lines)

    def pairs(
        self, x: float, y: float, pairs: Sequence[tuple[str, str, str | None]], *, gap: float = 120,
        leading: float = 16, right: float | None = None, size: float = 9.5,
    ) -> None:  # fmt: skip
        """Print labels with their values beside them; the third of each names the field."""
        for number, (label, value, field) in enumerate(pairs):
            self.text(x, y + leading * number, label, size=size)
            edge = x + gap if right is None else right
            self.text(edge, y + leading * number, value, size=size, right=right is not None, field=field)

    def box(  # noqa: PLR0913 - a cell has that many parts
        self, x: float, y: float, width: float, height: float, label: Sequence[str] | str, value: str = "",
        *, field: str | None = None, sign: str = "", small: float = 6.5, size: float = 10,
    ) -> None:  # fmt: skip
        """Print a form's cell: small label on top, value at the bottom, a sign before it."""
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x, self.height - y - height, width, height)
        for number, line in enumerate((label,) if isinstance(label, str) else label):
            self.text(x + 3, y + small + 2 + number * small * 1.2, line, size=small)
        if sign:
            self.text(x + 4, y + height - 5, sign, size=size)
        if value:
            self.text(x + 14, y + height - 5, value, size=size, field=field)

    def comb(self, x: float, y: float, digits: str, *, field: str | None = None, pitch: float = 15) -> None:
        """Print digits in boxes of their own, with dashes between groups."""
        for number, digit in enumerate(digits):
            left = x + pitch * number
            if digit != "-":
                self._canvas.rect(left, self.height - y - 5, pitch, 17)
            self.text(left + 5, y, digit, size=10)
        if field:
            self.gold[field] = digits

    def rule(self, x: float, y: float, width: float) -> None:
        """Draw a line."""
        self._canvas.setLineWidth(0.7)
        self._canvas.line(x, self.height - y, x + width, self.height - y)

    def bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Draw a filled bar."""
        self._canvas.setFillColor(HexColor(color))
        self._canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)
        self._canvas.setFillColor(INK)

    def table(
        self, y: float, columns: Columns, rows: Sequence[Mapping[str, str]], *, field: str | None = None,
        leading: float = 17, size: float = 9,
    ) -> float:  # fmt: skip
        """Print a table and return where it ends; rows hold texts by the columns' keys."""
        for _, title, edge, right in columns:
            self.text(edge, y, title, size=size, bold=True, right=right)
        self.rule(min(c[2] for c in columns) - 4, y + 5, 500)
        for row in rows:
            y += leading
            for key, _, edge, right in columns:
                self.text(edge, y, row.get(key, ""), size=size, right=right)
        if field:
            keys = [key for key, *_ in columns]
            self.gold[field] = [{key: row[key] for key in keys if row.get(key)} for row in rows]
        return y + leading

    def say(self, **values: object) -> None:
        """Say what the page prints otherwise than by the methods above."""
        self.gold.update(values)

    def pdf(self) -> bytes:
        """Return the page as PDF; nothing can be drawn after that."""
        self._canvas.save()
        return self._buffer.getvalue()


def _bold(font: str) -> str:
    return {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}[font]
