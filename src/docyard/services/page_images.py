"""Pictures of the pages of a run's files: kept once drawn, else drawn in a process apart."""

import hashlib
import io
from dataclasses import dataclass
from uuid import UUID

import structlog

from docyard.domain.identity import Caller
from docyard.domain.page_images import DrawTask, PageFrame, kept_width, name_image
from docyard.domain.results import FileFailure, FileResult
from docyard.domain.runs import Run
from docyard.drives import Drive
from docyard.engine.processes import EnginePool
from docyard.errors import Conflict, DiskFull, FileMissing, NotFound, PasswordRequired, Unsupported
from docyard.services.runs import get_run
from docyard.store import results, runs
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives
from docyard.workflows.page_images import frames_of, image_key

_log = structlog.get_logger()


class RunFileNotFound(NotFound):
    """The run has no file at that position."""

    code = "run_file_not_found"


class PageNotFound(NotFound):
    """The file of a run has no such page, or none at all, or none yet."""

    code = "page_not_found"


class PageImageGone(Conflict):
    """A page cannot be drawn any more, since its file is gone, has changed, or is closed again."""

    code = "page_image_gone"


class PageImageFailed(Unsupported):
    """A page that was read once cannot be drawn."""

    code = "page_image_failed"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a run's file, and how wide its picture should be.

    Attributes:
        position: of the file in the run, from 0.
        attachment: of the file, from 0; None for the file itself.
        page: from 0, in the file or the attachment.
        width_px: at least, if the page is as wide; None for the page's own width.
    """

    run_id: UUID
    position: int
    page: int
    attachment: int | None = None
    width_px: int | None = None


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture that can be shown, drawn already or not.

    Attributes:
        content: SHA-256 of the file, in hexadecimal.
        width_px: one of those that are kept; None for the page's own.
    """

    run: Run
    file_name: str
    content: str
    frame: PageFrame
    width_px: int | None

    @property
    def etag(self) -> str:
        """What tells it from every other picture; it never changes."""
        return hashlib.sha256(name_image(self.content, self.frame, self.width_px).encode()).hexdigest()[:32]

    def key(self, width_px: int | None) -> str:
        """Return where its page is kept in that width."""
        organization_id = self.run.organization_id
        return image_key(self.content, self.frame, width_px, organization_id=organization_id)


def get_image(session: Session, caller: Caller, *, wanted: PageRequest) -> PageImage:
    """Return what is to be shown; whoever may read the run's results may see its pages.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter.
        RunFileNotFound, PageNotFound: As their names say.
        PageImageGone: The file was read by a release that did not note how its pages stand.
    """
    run = get_run(session, caller, run_id=wanted.run_id)
    file = runs.find_run_file(session, run_id=run.id, position=wanted.position)
    if file is None:
        raise RunFileNotFound(f"Run {str(run.id)!r} has no file at position {wanted.position}.")
    result = results.find_result(session, run_id=run.id, position=wanted.position)
    if result is None:
        raise PageNotFound(f"{file.name!r} has no pages: it is {file.status}.")
    frame = _find_frame(result, wanted)
    if result.content is None:
        raise PageImageGone(
            f"{file.name!r} was read by an earlier release, which did not note how its pages stand. Retry "
            "the run to see them."
        )
    return PageImage(run, file.name, result.content, frame, kept_width(frame, wanted.width_px))


def _find_frame(result: FileResult, wanted: PageRequest) -> PageFrame:
    if result.failure is not None:
        raise PageNotFound(f"{result.file_name!r} has no pages: {result.failure.message}")
    name, first_page = result.file_name, 0
    if wanted.attachment is not None:
        if wanted.attachment >= len(result.attachments):
            raise PageNotFound(
                f"{name!r} has no attachment {wanted.attachment}; attachments: {len(result.attachments)}, "
                "counted from 0."
            )
        attachment = result.attachments[wanted.attachment]
        name, first_page = attachment.name, attachment.first_page
        if attachment.failure is not None:
            raise PageNotFound(f"{name!r} has no pages: {attachment.failure.message}")
    own = [
        frame
        for frame in frames_of(result)
        if (frame.attached.number if frame.attached else None) == wanted.attachment
    ]
    for frame in own:
        if frame.index - first_page == wanted.page:
            return frame
    raise PageNotFound(f"{name!r} has no page {wanted.page}; pages: {len(own)}, counted from 0.")


def find_kept(drives: Drives, *, image: PageImage) -> bytes | None:
    """Return a picture as WebP if it was drawn before."""
    return drives.built_in.find_bytes(image.key(image.width_px))


def draw_image(database: Database, drives: Drives, *, engine: EnginePool, image: PageImage) -> bytes:
    """Return a picture as WebP, and keep it where there is room; no session should be open.

    Raises:
        PageImageGone: The file is gone, has changed, or is encrypted, and no picture that was made while
            its password was known is kept.
        PageImageFailed: The page cannot be drawn, though it was read.
        FileTimedOut, FileCrashed, FileStopped: Drawing took too long, or met a fault.
        DriveDisconnected: The drive that the file lies on is not connected any more.
    """
    kept = find_kept(drives, image=image)
    if kept is not None:
        return kept
    drawing = engine.draw(_task(database, drives, image))
    if drawing.failure is not None:
        raise _refusal(drawing.failure, image)
    (drawn,) = drawing.images
    _keep(drives.built_in, image.key(image.width_px), drawn)
    return drawn


def _task(database: Database, drives: Drives, image: PageImage) -> DrawTask:
    """Draw anew, or make a smaller picture of the page's own where that is kept."""
    own = drives.built_in.find_bytes(image.key(None))
    if own is not None:
        frame = PageFrame(0, image.frame.width_px, image.frame.height_px)
        return DrawTask(image.file_name, own, (frame,), image.width_px)
    return DrawTask(
        image.file_name,
        _read_source(database, drives, image),
        (image.frame,),
        image.width_px,
        # Known until the run is over.
        image.run.settings.passwords_of(image.file_name),
    )


def _read_source(database: Database, drives: Drives, image: PageImage) -> bytes:
    run = image.run
    with database.read() as session:
        source = drives.open(session, drive_id=run.input_drive_id, path=run.input_path)
    try:
        data = source.read(f"{run.input_key}/{image.file_name}".removeprefix("/"))
    except FileMissing as gone:
        raise PageImageGone(f"{image.file_name!r} is gone from its drive and cannot be shown.") from gone
    if hashlib.sha256(data).hexdigest() != image.content:
        raise PageImageGone(
            f"{image.file_name!r} has changed since the run read it. Run it again to see its pages as "
            "they are."
        )
    return data


def _refusal(failure: FileFailure, image: PageImage) -> Conflict | Unsupported:
    if failure.code == PasswordRequired.code:
        return PageImageGone(
            f"{image.file_name!r} is encrypted, its password was forgotten when the run ended, and no "
            "picture of this page is kept from then. Run it again with its password to see its pages."
        )
    return PageImageFailed(f"The page cannot be drawn: {failure.message}")


def _keep(drive: Drive, key: str, image: bytes) -> None:
    try:
        drive.check_room(len(image))
        drive.write(key, io.BytesIO(image))
    except DiskFull as refusal:
        # Looking at documents goes on; what is shown again is drawn again.
        _log.warning("page_image.not_kept", reason=refusal.message)
