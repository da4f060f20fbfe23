"""From fields and pages to a question: instructions, the document between marks, and the answer's schema.

A document may say anything, to its readers and to models. So what it says stands between marks that it
cannot know, is called data before and after, and cannot lead to anything but values in the schema: a
question gives a model nothing that it could do.
"""

import json
from collections.abc import Sequence

from docyard.domain.apps import Field, FieldKind
from docyard.domain.models import ModelReach, Question
from docyard.domain.pages import Page
from docyard.engine.inference.inquiry import Inquiry, Unanswered
from docyard.engine.inference.marks import DATA_CLAUSE, between_marks
from docyard.engine.inference.pages import choose_pages, page_text
from docyard.engine.inference.schemas import answer_schema, keys_of

MAX_IMAGES = 8
_IMAGE_TOKENS = 1_500

_INSTRUCTIONS = """\
You read values from one document and answer in the given JSON schema, with nothing around it.
{data_clause}
Each field's answer has 'value' and 'quote'. 'value' is null where the document does not give it; never \
guess, and never take a value from these instructions. 'quote' is the shortest passage of the document that \
shows the value, word for word, on one page; null if there is none.
{manner}
The fields:
{fields}"""

_MANNERS = {
    FieldKind.TEXT: "Give values as they are printed, without their labels, not reworded or converted.",
    FieldKind.LIST: "Give one row for each entry, in order, as printed; null for an empty cell.",
    FieldKind.DOCUMENT_REASONING: "Values may be concluded from the document; keep them short.",
    FieldKind.VISUAL_REASONING: "Look at the pictures of the pages as well. Keep values short.",
}


def build_question(group: Sequence[Field], pages: Sequence[Page], *, inquiry: Inquiry) -> Question:
    """Return the question for a group of fields of one model.

    Raises:
        Unanswered: There is no such model, or it does not look at pictures.
    """
    first = group[0].language_model
    assert first is not None
    reach = inquiry.reach_of(first.name)
    is_visual = group[0].kind is FieldKind.VISUAL_REASONING
    if is_visual and not reach.vision:
        raise Unanswered(f"Language model {first.name!r} does not look at pictures.")
    instructions, schema = _instructions(group), json.dumps(answer_schema(group), ensure_ascii=False)
    room = _room_bytes(reach, instructions, schema, images=min(len(pages), MAX_IMAGES) if is_visual else 0)
    chosen = choose_pages(pages, group, most_bytes=room)
    return Question(
        model=first.name,
        instructions=instructions,
        content=_content(chosen, of=len(pages), most_bytes=room),
        schema=schema,
        output_tokens=reach.output_tokens,
        images=inquiry.images(chosen[:MAX_IMAGES]) if is_visual else (),
    )


def _room_bytes(reach: ModelReach, instructions: str, schema: str, *, images: int) -> int:
    bare = Question("", instructions, "", schema, reach.output_tokens)
    tokens = reach.context_tokens - reach.output_tokens - bare.input_tokens - images * _IMAGE_TOKENS
    return max(tokens * Question.BYTES_PER_TOKEN - 500, 1_000)


def _instructions(group: Sequence[Field]) -> str:
    manners = [_MANNERS[kind] for kind in _MANNERS if any(field.kind is kind for field in group)]
    lines = [_described(key, field) for key, field in zip(keys_of(group), group, strict=True)]
    return _INSTRUCTIONS.format(
        data_clause=DATA_CLAUSE.format(what="The document stands"),
        manner="\n".join(manners),
        fields="\n".join(lines),
    )


def _described(key: str, field: Field) -> str:
    described = {"name": field.name, "type": field.value_type.value, "description": field.description}
    if field.aliases:
        described["labels"] = ", ".join(field.aliases[:20])
    if field.kind is FieldKind.LIST:
        del described["type"]
        columns = [
            {"name": each.name, "type": each.value_type.value, "description": each.description}
            for each in field.attributes
        ]
        return f"- {key}: {json.dumps(described | {'columns': columns}, ensure_ascii=False)}"
    return f"- {key}: {json.dumps(described, ensure_ascii=False)}"


def _content(pages: Sequence[Page], *, of: int, most_bytes: int) -> str:
    return between_marks(
        [(f"page {page.index + 1}", page_text(page)) for page in pages],
        what=f"The document, {len(pages)} of {of} pages",
        most_bytes=most_bytes,
    )
