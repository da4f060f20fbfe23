"""EPUB: the chapters of an electronic book, each from a new page on.

Source: EPUB 3.3, https://www.w3.org/TR/epub-33/ (container, package document, spine).
"""

import posixpath
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

from lxml import etree

from docyard.engine.digitization.archives import Archive, opened_archive
from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.markup import blocks_of_html
from docyard.engine.digitization.text import decoded_text, refuse_long_text
from docyard.engine.digitization.trees import attribute, find, local_name
from docyard.errors import UnreadableFile

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
_TEXTS = frozenset({"application/xhtml+xml", "text/html"})


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the chapters in the book's order; what stands outside that order is left out."""
    archive = opened_archive(data, name=name)
    container = find(archive.get_tree(_CONTAINER), "rootfiles", "rootfile")
    path = attribute(container, "full-path") if container is not None else None
    if not path:
        raise UnreadableFile(f"{name!r} is damaged: it does not say where its chapters stand.")
    package = archive.get_tree(path)
    files = dict(_files(package, folder=posixpath.dirname(path)))
    locked = _locked(archive)
    pictures = [member for member, kind in files.values() if kind.startswith("image/")]
    for entry in _listed(package, "spine"):
        member, kind = files.get(attribute(entry, "idref") or "", ("", ""))
        if member in locked:
            raise UnreadableFile(f"{name!r} is locked for the reader that it was sold to. Print it to PDF.")
        if kind in _TEXTS and attribute(entry, "linear") != "no":
            yield _chapter(archive, member, pictures=pictures)


def _files(package: etree._Element, *, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the id, the member and the media type of each file that the book lists."""
    for item in _listed(package, "manifest"):
        if local_name(item) == "item":
            member = posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href") or "")))
            yield attribute(item, "id") or "", (member, attribute(item, "media-type") or "")


def _listed(package: etree._Element, part: str) -> Iterator[etree._Element]:
    found = find(package, part)
    yield from found if found is not None else ()


def _locked(archive: Archive) -> frozenset[str]:
    tree = archive.find_tree(_LOCKS)
    named = tree.iter() if tree is not None else ()
    return frozenset(unquote(attribute(each, "URI") or "") for each in named) - {""}


def _chapter(archive: Archive, member: str, *, pictures: Sequence[str]) -> Section:
    data = archive.find_bytes(member)
    if data is None:
        raise UnreadableFile(f"{archive.name!r} is damaged: its part {member!r} is missing.")
    refuse_long_text(data, name=archive.name)
    text = decoded_text(data)
    shown = {
        address: archive.find_bytes(picture) or b""
        for picture in pictures
        for address in _addresses(picture, member)
        if address in text
    }
    return Section(tuple(blocks_of_html(text, name=archive.name, pictures=shown)))


def _addresses(picture: str, member: str) -> tuple[str, str]:
    """Return how a chapter may call a picture."""
    address = posixpath.relpath(picture, posixpath.dirname(member) or ".")
    return address, quote(address)
