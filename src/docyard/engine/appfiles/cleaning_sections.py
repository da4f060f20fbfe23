"""The section of app files that holds cleaning steps, made from the table of steps."""

from docyard.engine.appfiles.one_kind import one_kind
from docyard.engine.cleaning import CLEANINGS
from docyard.engine.shapes import Key, Many, Section

MAX_STEPS = 30

STEP = Section(
    "step",
    tuple(Key(name, kind.options, kind.note) for name, kind in CLEANINGS.items()),
    rules=(one_kind("step", CLEANINGS),),
    json_rules={"oneOf": [{"required": [name]} for name in CLEANINGS]},
)

STEPS = Many(STEP, noun="step", max_items=MAX_STEPS)
