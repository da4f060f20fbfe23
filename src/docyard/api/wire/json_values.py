"""Any JSON value as clients send it, of a kind that can be stored and sent back."""

import math
from typing import Annotated, Any

from pydantic import AfterValidator

from docyard.api.wire.text import check_text


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("numbers must be finite")
    elif isinstance(value, list):
        for each in value:
            _storable(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_text(name)
            _storable(each)
    return value


JsonValue = Annotated[Any, AfterValidator(_storable)]
