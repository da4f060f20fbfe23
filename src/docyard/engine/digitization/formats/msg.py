"""MSG: mails as Outlook saves them; attachments are files of their own.

Source: [MS-OXMSG].
"""

from collections.abc import Iterator, Sequence

from oxmsg import Message
from oxmsg.attachment import Attachment

from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.messages import Letter, letter_blocks
from docyard.errors import UnreadableFile

_CONTENT_ID = 0x3712
_DISPLAY_NAME = 0x3001


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the mail as it is printed."""
    yield Section(tuple(letter_blocks(_letter(data, name=name), name=name)))


def attached(data: bytes, *, name: str) -> list[tuple[str, bytes]]:
    """Return name and content of each attachment; a mail attached in Outlook's own form is empty."""
    return _letter(data, name=name).attached


def _letter(data: bytes, *, name: str) -> Letter:
    try:
        message = Message.load(data)
        letter = Letter(_headers(message))
        text, html = message.body or "", message.html_body or ""
        letter.bodies.append((html, True) if html.strip() else (text, False))
        for attachment in message.attachments:
            _sort_in(attachment, letter)
    except Exception as error:
        # The library states no errors of its own for damage; whatever it stumbles over is that.
        raise UnreadableFile(f"{name!r} is damaged: its message cannot be read.") from error
    if not any((*letter.headers.values(), text.strip(), html.strip(), letter.attached)):
        raise UnreadableFile(f"{name!r} is damaged: nothing of a message is in it.")
    return letter


def _headers(message: Message) -> dict[str, str]:
    stated = {key.lower(): " ".join(value.split()) for key, value in message.message_headers.items()}
    addressees = ", ".join(
        f"{recipient.name} <{recipient.email_address}>" for recipient in message.recipients
    )
    sent = message.sent_date
    return {
        "From": message.sender or "",
        "To": stated.get("to") or addressees,
        "Cc": stated.get("cc", ""),
        "Bcc": stated.get("bcc", ""),
        "Date": stated.get("date") or (sent.isoformat(sep=" ") if sent else ""),
        "Subject": message.subject,
    }


def _sort_in(attachment: Attachment, letter: Letter) -> None:
    properties = attachment.properties
    data = attachment.file_bytes or b""
    address = f"cid:{properties.str_prop_value(_CONTENT_ID) or ''}"
    if address != "cid:" and letter.shows(address):
        letter.pictures[address] = data
    else:
        name = attachment.file_name or properties.str_prop_value(_DISPLAY_NAME) or "attachment"
        letter.attached.append((name, data))
