"""A language model makes the new value, as an instruction of the app says."""

from collections.abc import Mapping
from typing import Any

from docyard.engine.cleaning.step import Cleaning, Helpers, NotCleaned
from docyard.engine.inference import PROMPT_KEYS, Unanswered, rewrite
from docyard.engine.shapes import Section


def _rewrite(text: str, prompt: Mapping[str, Any], helpers: Helpers) -> str:
    if helpers.inquiry is None:
        raise NotCleaned("was not rewritten: language models are not asked here")
    try:
        return rewrite(text, prompt, field=helpers.field, inquiry=helpers.inquiry)
    except Unanswered as reason:
        raise NotCleaned(f"was not rewritten: {str(reason).removesuffix('.')}", alert=reason.code) from None


PROMPT = Cleaning(
    None,
    Section("prompt", PROMPT_KEYS),
    "Have a language model rewrite the value as an instruction says. Not for attributes.",
    clean_with=_rewrite,
)
