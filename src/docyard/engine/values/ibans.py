"""International bank account numbers."""

import re


def is_iban(text: str) -> bool:
    """Check an IBAN's length and its ISO 7064 check digits."""
    iban = re.sub(r"\s", "", text).upper()
    if not 15 <= len(iban) <= 34 or not iban.isalnum() or not iban.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
