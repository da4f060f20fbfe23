"""Pictures of pages, kept beside the digitized pages of their file and going with them."""

from collections.abc import Iterator

from docyard.domain.page_images import PageFrame, name_image
from docyard.domain.pages import AttachedPage
from docyard.domain.results import DocumentResult, FileResult

FOLDER = "_digitization"
"""Where the built-in drive holds what was made of files' content, by organization and SHA-256."""


def key_of(name: str, *, organization_id: str) -> str:
    """Return the key of what is kept of a file's content; ``name`` begins with its SHA-256."""
    return f"{FOLDER}/{organization_id}/{name[:2]}/{name}"


def image_key(content: str, frame: PageFrame, width_px: int | None, *, organization_id: str) -> str:
    """Return the key of a page's picture on the built-in drive."""
    return key_of(name_image(content, frame, width_px), organization_id=organization_id)


def frames_of(result: FileResult) -> Iterator[PageFrame]:
    """Yield the pages of a file as its result has them."""
    for document in result.documents:
        for layout in document.layouts:
            yield PageFrame(
                layout.page,
                layout.width_px,
                layout.height_px,
                layout.rotation,
                _attached(result, document, page=layout.page),
            )


def _attached(result: FileResult, document: DocumentResult, *, page: int) -> AttachedPage | None:
    if document.attachment is None:
        return None
    first_page = result.attachments[document.attachment].first_page
    return AttachedPage(document.attachment, page - first_page)
