"""PPTX: slides as they are, each text at the place of its shape.

Source: ECMA-376 part 1, chapters 19 and 21.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from docyard.engine.digitization.archives import Archive, opened_archive
from docyard.engine.digitization.layout import Block, Cell, Frame, Paragraph, Picture, Slide, Table
from docyard.engine.digitization.trees import attribute, find, local_name

_PRESENTATION = "ppt/presentation.xml"
_POINTS_PER_EMU = 1 / 12_700
_USUAL_SIZE = (720.0, 540.0)
_TITLE_SIZE_PT, _TEXT_SIZE_PT = 28.0, 16.0
_LEAST_SIZE_PT, _LARGEST_SIZE_PT = 6.0, 60.0
_MAX_SPAN = 100


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Slide]:
    """Yield the slides in the order in which they are shown; notes and hidden slides are left out."""
    archive = opened_archive(data, name=name)
    presentation = archive.get_tree(_PRESENTATION)
    relations = archive.relations(_PRESENTATION)
    size = find(presentation, "sldSz")
    width, height = (_points(size, "cx"), _points(size, "cy")) if size is not None else _USUAL_SIZE
    listed = find(presentation, "sldIdLst")
    for reference in listed if listed is not None else ():
        member = relations.get(_relation_id(reference) or "")
        slide = archive.find_tree(member) if member else None
        if slide is not None and member is not None and slide.get("show") != "0":
            frames = _Reading(archive, member, width, height).frames(slide)
            ordered = sorted(frames, key=lambda frame: (round(frame.y_pt), round(frame.x_pt)))
            yield Slide(width or _USUAL_SIZE[0], height or _USUAL_SIZE[1], tuple(ordered))


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a group puts what it holds."""

    x: float = 0.0
    y: float = 0.0
    x_scale: float = 1.0
    y_scale: float = 1.0

    def placed(self, place: _Place) -> _Place:
        return _Place(
            self.x + place.x * self.x_scale,
            self.y + place.y * self.y_scale,
            place.width * self.x_scale,
            place.height * self.y_scale,
        )


class _Reading:
    """A walk through one slide."""

    def __init__(self, archive: Archive, member: str, width: float, height: float) -> None:
        self._archive = archive
        self._relations = archive.relations(member)
        self._slide = _Place(0.0, 0.0, width, height)
        layout = next((path for path in self._relations.values() if "/slideLayouts/" in path), None)
        self._layouts = [archive.find_tree(layout)] if layout else []
        masters = archive.relations(layout).values() if layout else ()
        self._layouts += [archive.find_tree(path) for path in masters if "/slideMasters/" in path]

    def frames(self, slide: etree._Element) -> Iterator[Frame]:
        """Yield what the slide shows."""
        tree = find(slide, "cSld", "spTree")
        if tree is not None:
            for frame in self._shapes(tree, _Turn()):
                yield self._within(frame)

    def _shapes(self, parent: etree._Element, turn: _Turn) -> Iterator[Frame]:
        for shape in parent:
            kind = local_name(shape)
            if kind == "grpSp":
                yield from self._shapes(shape, _group_turn(shape, turn))
            elif kind == "AlternateContent":
                choice = find(shape, "Choice")
                yield from self._shapes(choice if choice is not None else shape, turn)
            elif kind in {"sp", "pic", "graphicFrame"}:
                blocks = tuple(self._blocks(shape, kind))
                if blocks:
                    place = turn.placed(self._place(shape))
                    yield Frame(place.x, place.y, place.width, place.height, blocks)

    def _blocks(self, shape: etree._Element, kind: str) -> Iterator[Block]:
        if kind == "pic":
            yield from self._picture(shape)
        elif kind == "sp":
            body = find(shape, "txBody")
            if body is not None:
                yield from _paragraphs(body, usual=_TITLE_SIZE_PT if _is_title(shape) else _TEXT_SIZE_PT)
        else:
            for table in shape.iter("{*}tbl"):
                yield Table(tuple(_rows(table)))
            for chart in shape.iter("{*}chart"):
                member = self._relations.get(_relation_id(chart) or "")
                tree = self._archive.find_tree(member) if member else None
                if tree is not None:
                    yield from _chart(tree)

    def _picture(self, shape: etree._Element) -> Iterator[Picture]:
        blip = next(shape.iter("{*}blip"), None)
        target = self._relations.get(attribute(blip, "embed") or "") if blip is not None else None
        data = self._archive.find_bytes(target) if target else None
        if data is not None:
            yield Picture(data, width_pt=self._place(shape).width or None)

    def _place(self, shape: etree._Element) -> _Place:
        """Return where a shape stands: as it says, or as the layout says for its placeholder."""
        own = _stated_place(shape)
        if own is not None:
            return own
        wanted = _placeholder(shape)
        for layout in self._layouts:
            for other in layout.iter("{*}sp") if layout is not None else ():
                found = _placeholder(other)
                if wanted is not None and found is not None and _fits(wanted, found):
                    place = _stated_place(other)
                    if place is not None:
                        return place
        return replace(self._slide, x=36.0, y=36.0, width=self._slide.width - 72)

    def _within(self, frame: Frame) -> Frame:
        """Return a frame moved onto the slide where it stands beside it."""
        width = min(max(frame.width_pt, 20.0), self._slide.width)
        height = min(max(frame.height_pt, 10.0), self._slide.height)
        x = min(max(frame.x_pt, 0.0), self._slide.width - width)
        y = min(max(frame.y_pt, 0.0), self._slide.height - height)
        return replace(frame, x_pt=x, y_pt=y, width_pt=width, height_pt=height)


def _group_turn(group: etree._Element, turn: _Turn) -> _Turn:
    transform = find(group, "grpSpPr", "xfrm")
    if transform is None:
        return turn
    outer, inner = _rectangle(transform, "off", "ext"), _rectangle(transform, "chOff", "chExt")
    if outer is None or inner is None or not inner.width or not inner.height:
        return turn
    placed = turn.placed(outer)
    x_scale, y_scale = placed.width / inner.width, placed.height / inner.height
    return _Turn(placed.x - inner.x * x_scale, placed.y - inner.y * y_scale, x_scale, y_scale)


def _stated_place(shape: etree._Element) -> _Place | None:
    transform = find(shape, "xfrm")
    if transform is None:
        transform = find(shape, "spPr", "xfrm")
    return None if transform is None else _rectangle(transform, "off", "ext")


def _rectangle(transform: etree._Element, corner: str, extent: str) -> _Place | None:
    at, size = find(transform, corner), find(transform, extent)
    if at is None or size is None:
        return None
    return _Place(_points(at, "x"), _points(at, "y"), _points(size, "cx"), _points(size, "cy"))


def _points(element: etree._Element, side: str) -> float:
    try:
        return float(element.get(side, "0")) * _POINTS_PER_EMU
    except ValueError:
        return 0.0


def _relation_id(element: etree._Element) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), None)


_Placeholder = tuple[str, str | None]


def _placeholder(shape: etree._Element) -> _Placeholder | None:
    found = find(shape, "nvSpPr", "nvPr", "ph")
    return None if found is None else (found.get("type", "body"), found.get("idx"))


def _fits(wanted: _Placeholder, found: _Placeholder) -> bool:
    titles = {"title", "ctrTitle"}
    same = wanted[0] == found[0] or (wanted[0] in titles and found[0] in titles)
    return same if wanted[1] is None or wanted[0] in titles else wanted[1] == found[1]


def _is_title(shape: etree._Element) -> bool:
    found = _placeholder(shape)
    return found is not None and found[0] in {"title", "ctrTitle"}


def _paragraphs(body: etree._Element, *, usual: float) -> Iterator[Paragraph]:
    for paragraph in body:
        if local_name(paragraph) != "p":
            continue
        text = _text(paragraph)
        if text.strip():
            properties = find(paragraph, "pPr")
            level = properties.get("lvl", "0") if properties is not None else "0"
            yield Paragraph(
                text, _size(paragraph, usual), indent_pt=12.0 * (int(level) if level.isdecimal() else 0)
            )


def _text(paragraph: etree._Element) -> str:
    pieces = []
    for element in paragraph.iter("{*}t", "{*}br", "{*}tab"):
        pieces.append({"br": "\n", "tab": "\t"}.get(local_name(element), element.text or ""))
    return "".join(pieces).replace("\v", "\n")


def _size(paragraph: etree._Element, usual: float) -> float:
    for properties in paragraph.iter("{*}rPr", "{*}endParaRPr"):
        stated = properties.get("sz", "")
        if stated.isdecimal():
            return min(_LARGEST_SIZE_PT, max(_LEAST_SIZE_PT, int(stated) / 100))
    return usual


def _rows(table: etree._Element) -> Iterator[tuple[Cell, ...]]:
    for row in table:
        if local_name(row) == "tr":
            yield tuple(_cell(cell) for cell in row if local_name(cell) == "tc" and cell.get("hMerge") != "1")


def _cell(cell: etree._Element) -> Cell:
    text = "\n".join(_text(paragraph) for paragraph in cell.iter("{*}p"))
    span = cell.get("gridSpan", "1")
    return Cell(text, column_span=min(_MAX_SPAN, max(1, int(span))) if span.isdecimal() else 1)


def _chart(tree: etree._Element) -> Iterator[Block]:
    """Yield a chart's titles, and its series as a table of categories and values."""
    for title in tree.iter("{*}title"):
        text = " ".join(part.text or "" for part in title.iter("{*}t"))
        if text.strip():
            yield Paragraph(text, size_pt=12.0)
    rows = []
    for series in tree.iter("{*}ser"):
        for kind in ("tx", "cat", "val"):
            part = find(series, kind)
            values = [value.text or "" for value in part.iter("{*}v")] if part is not None else []
            if values and (kind != "cat" or tuple(map(Cell, values)) not in rows):
                rows.append(tuple(map(Cell, values)))
    if rows:
        yield Table(tuple(rows))
