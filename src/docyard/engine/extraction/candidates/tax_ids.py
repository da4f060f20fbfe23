"""Tax identifiers: VAT numbers of the EU, GST and SST numbers, US EIN and SSN, other long numbers."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

COUNTRIES = r"(?:ATU|AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
VAT = re.compile(
    r"(?<![A-Za-z0-9])" + COUNTRIES + r"[-\s]?(?=[A-Z0-9 .\-]{7,16})(?:[A-Z0-9][ .\-]?){7,13}(?![A-Za-z0-9])"
)
# The forms that the members of the EU and their neighbours give, without spaces and marks. Source: European
# Commission, VIES, "What is the format of a VAT number".
FORMS = re.compile(
    r"ATU\d{8}|BE[01]\d{9}|BG\d{9,10}|CHE\d{9}(?:MWST|TVA|IVA)?|CY\d{8}[A-Z]|CZ\d{8,10}|DE\d{9}|DK\d{8}|EE\d{9}"
    r"|EL\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI\d{8}|FR[A-Z0-9]{2}\d{9}|GB(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})|HR\d{11}|HU\d{8}"
    r"|IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}|IT\d{11}|LT(?:\d{9}|\d{12})|LU\d{8}|LV\d{11}|MT\d{8}|NL[A-Z0-9+*]{9}B\d{2}"
    r"|PL\d{10}|PT\d{9}|RO\d{2,10}|SE\d{12}|SI\d{8}|SK\d{10}"
)
US = re.compile(r"(?<![\d-])(?:\d{3}-\d{2}-\d{4}|\d{2}-\d{7})(?![\d-])")
COMB = re.compile(r"(?<![\d-])\d(?:[ –—-]{1,3}\d){8}(?![\d-])")
MALAYSIA = re.compile(r"(?<![A-Z0-9])(?:[A-Z]\d{2}-\d{4}-\d{8}|[A-Z]\d{2}\s\d{4}\s\d{8})(?!\d)")
LONG = re.compile(r"(?<![\d.,/-])(?:\d{9,15}|\d{2,3}[/ ]\d{3}[/ ]\d{4,5}|\d{6,9}-[A-Z0-9])(?![\d.,/-]*\d)")

ODD_VAT = 5


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give EU (0), US (1), Malaysian (2) forms, other long numbers (3), digits in boxes of their own (4).

    What begins like a number of the EU but has not the form of its country's has variant 5.
    """
    for segment in layout.segments:
        for variant, pattern in enumerate((VAT, US, MALAYSIA, LONG, COMB)):
            for match in pattern.finditer(segment.text):
                if sum(c.isdigit() for c in match.group()) >= 7:
                    is_odd = pattern is VAT and not FORMS.fullmatch(re.sub(r"[ .\-]", "", match.group()))
                    yield cut(segment, *match.span(), variant=ODD_VAT if is_odd else variant)
