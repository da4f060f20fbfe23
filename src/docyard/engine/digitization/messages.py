"""Mails as blocks, and MIME trees taken apart."""

import email
import email.policy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

from docyard.engine.digitization.layout import Block, Paragraph, Preformatted
from docyard.engine.digitization.markup import blocks_of_html
from docyard.engine.digitization.text import decoded_sample, decoded_text
from docyard.errors import UnreadableFile

HEADERS = ("From", "To", "Cc", "Bcc", "Date", "Subject")
"""Shown at the head of a mail, in this order."""

_MAX_DEPTH = 50


@dataclass(slots=True)
class Letter:
    """A mail taken apart.

    Attributes:
        headers: those shown, by name.
        bodies: texts in order, with whether each is HTML.
        pictures: image files by the addresses under which HTML names them.
        attached: name and content of files; those that a body shows are not among them.
    """

    headers: Mapping[str, str]
    bodies: list[tuple[str, bool]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    attached: list[tuple[str, bytes]] = field(default_factory=list)

    def shows(self, address: str) -> bool:
        """Tell whether an HTML body names the address."""
        return any(is_html and address in text for text, is_html in self.bodies)


def letter_blocks(letter: Letter, *, name: str) -> Iterator[Block]:
    """Yield a mail as it is printed: headers, names of attachments, body."""
    for header in HEADERS:
        if letter.headers.get(header):
            yield Paragraph(f"{header}: {letter.headers[header]}")
    if letter.attached:
        yield Paragraph("Attachments: " + ", ".join(attached for attached, _ in letter.attached))
    for text, is_html in letter.bodies:
        if is_html:
            yield from blocks_of_html(text, name=name, pictures=letter.pictures)
        else:
            yield Preformatted(text.strip("\r\n"))


def parsed_mail(data: bytes, *, name: str) -> Letter:
    """Return a mail in the form of RFC 5322, taken apart.

    Raises:
        UnreadableFile: if it has no readable structure.
    """
    try:
        message = _message(data)
        letter = Letter({header: _header(message, header) for header in HEADERS})
        parts = list(_leaves(message, depth=0))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The standard library stumbles over damaged headers in all of these ways.
        raise UnreadableFile(f"{name!r} is damaged: its mail cannot be taken apart.") from error
    letter.bodies += [(_text(part), _is(part, "text/html")) for part in parts if _is_body(part)]
    for part in parts:
        if not _is_body(part):
            _sort_in(part, letter)
    return letter


def _message(data: bytes) -> EmailMessage:
    sample = decoded_sample(data)
    if sample is not None and b"\x00" in data[:2000]:
        data = decoded_text(data).encode()
    return email.message_from_bytes(data.lstrip(), policy=email.policy.default)


def _header(message: EmailMessage, header: str) -> str:
    try:
        return " ".join(", ".join(str(value) for value in message.get_all(header, [])).split())
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _leaves(part: EmailMessage, *, depth: int) -> Iterator[EmailMessage]:
    """Yield the parts that hold something; of alternatives the best that can be shown."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part
        return
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    children = list(part.iter_parts())
    if part.get_content_subtype() == "alternative":
        children = _best(children)
    for child in children:
        yield from _leaves(child, depth=depth + 1)  # type: ignore[arg-type]


def _best(children: list) -> list:  # type: ignore[type-arg]
    """Return the richest of alternatives: HTML with its pictures, else plain text."""
    for wanted in ("text/html", "text/plain"):
        for child in reversed(children):
            if any(_is(inner, wanted) for inner in child.walk()):
                return [child]
    return children[:1]


def _is(part: EmailMessage, content_type: str) -> bool:
    return part.get_content_type() == content_type


def _is_body(part: EmailMessage) -> bool:
    is_text = _is(part, "text/plain") or _is(part, "text/html")
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decoded_text(data)


def _sort_in(part: EmailMessage, letter: Letter) -> None:
    """Keep a part as a picture of the body or as a file of its own."""
    data = _content(part)
    identity = str(part.get("Content-ID", "")).strip().strip("<>")
    addresses = [
        address for address in (f"cid:{identity}" * bool(identity), part.get("Content-Location")) if address
    ]
    shown = [str(address).strip() for address in addresses if letter.shows(str(address).strip())]
    if part.get_content_maintype() == "image" and (shown or part.get_content_disposition() == "inline"):
        letter.pictures |= dict.fromkeys(shown, data)
    else:
        letter.attached.append((part.get_filename() or _usual_name(part), data))


def _content(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        inner = part.get_payload(0)
        return inner.as_bytes(policy=email.policy.SMTP) if isinstance(inner, EmailMessage) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _usual_name(part: EmailMessage) -> str:
    if part.get_content_maintype() == "message":
        return "message.eml"
    return f"attachment.{part.get_content_subtype()}"
