"""XML without its dangers: nothing is fetched, nothing is expanded."""

from lxml import etree

from docyard.errors import FileTooLarge, UnreadableFile

MAX_DEPTH = 200


def parsed(data: bytes, *, name: str) -> etree._Element:
    """Return the root of an XML document.

    Raises:
        UnreadableFile: if it is not well formed, or declares entities of its own.
        FileTooLarge: if elements are nested deeper than 200.
    """
    if (
        b"<!ENTITY" in data
        or "<!ENTITY".encode("utf-16-le") in data
        or "<!ENTITY".encode("utf-16-be") in data
    ):
        raise UnreadableFile(
            f"{name!r} declares XML entities, by which files grow without end or reach for other files. "
            "Save it without them."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            raise FileTooLarge(f"{name!r} is nested deeper than {MAX_DEPTH} elements.") from error
        raise UnreadableFile(f"{name!r} is damaged: its XML is not well formed.") from error
    return root


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, local: str) -> str | None:
    """Return an attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == local:
            return str(value)
    return None


def find(element: etree._Element, *path: str) -> etree._Element | None:
    """Return the first child of the first child … with these local names."""
    found: etree._Element | None = element
    for step in path:
        if found is None:
            return None
        found = next((child for child in found if local_name(child) == step), None)
    return found
