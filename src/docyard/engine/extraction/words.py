"""Words that give a text away as a company, an address, or something else; for receipts and business letters.

Counted word by word in a candidate and its neighbours, they serve the rules and the trained scorer alike.
"""

import re

ORGANIZATION = re.compile(
    r"\b(?:sdn|bhd|s/b|sb|inc|llc|llp|ltd|limited|gmbh|ag|kg|ug|ohg|e\.?k|e\.?v|sarl|sas|srl|spa|bv|nv|plc|pty|oy|ab|aps|corp"
    r"|corporation|company|co|enterprise|trading|s\.?a\.?|b\.?v\.?|group|restaurant|restoran|kedai|syarikat|pasaraya|store|stores"
    r"|shop|market|mart|minimarket|supermarket|hypermarket|hardware|cafe|café|bakery|bakeries|bistro|pharmacy|farmasi|books?"
    r"|bookstores?|stationery|services?|bank|university|foundation|office|bureau|associates|partners|holdings?|industries"
    r"|international|solutions|systems|hotel|clinic|marketing|retail|electrical|motors?|house|kitchen|foods?|pizza)\b",
    re.IGNORECASE,
)
LEGAL_FORM = re.compile(
    r"\b(?:sdn|bhd|s/b|inc|llc|ltd|limited|gmbh|ag|kg|ug|e\.?k|e\.?v|a\.?g|sarl|sas|srl|b\.?v|nv|plc|pty|oy|aps|corp)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\b(?:jalan|jln|jl|lot|no|taman|tmn|street|st|road|rd|ave|avenue|drive|dr|lane|blvd|suite|floor|level|unit|box"
    r"|platz|weg|allee|gasse|rue|boulevard|place|city|plaza|mall|bandar|bdr|seksyen|section|kampung|kg|persiaran|lorong|lrg|lebuh"
    r"|kawasan|wisma|menara|bangunan|blok|block|batu|nw|sw|selangor|kuala|lumpur|johor|penang|pulau|perak|melaka|kedah|shah|alam"
    r"|petaling|jaya|darul|ehsan|malaysia|singapore|deutschland|germany|france|usa)\b|stra(?:ss|ß)e|str\.|straat|laan",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?<![\d.,/-])\d{5}(?![\d./-])|\b\d{4}[A-Z]{2}\b|^\d{5}-\d{4}$")
# A line with a postcode and a town: of five or six digits, of four before a word, Dutch, British or Canadian.
POSTAL_LINE = re.compile(
    r"(?<![\d.,/-])(?:[A-Z]{1,2}[- ])?\d{5,6}(?:-\d{4})?(?![\d./])(?:,|\s|$)"
    r"|(?<![\d.,/-])\d{4}(?:\s?[A-Z]{2})?\s+[A-Z][^\W\d]{2,}"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b"
)
OTHER_MATTER = re.compile(
    r"\b(?:tel|fax|phone|gst|sst|invoice|receipt|www|https?|email|e-mail|mail|date|cash|total|qty|bill|table|cashier|price|amount"
    r"|tax|thank|welcome|rechnung|datum|facture|iban|bic|ust|telefon|seite|page|no\.?:|id|copy|customer"
    r"|taxinvoice|cashsales?)\b|@|www\.",
    re.IGNORECASE,
)
REGISTRATION = re.compile(r"\b(?:reg|roc)\b|\([A-Z]{0,4}\d{4,}|\b\d{4,}-[A-Z]\b", re.IGNORECASE)
CONTACT = re.compile(r"\b(?:tel|fax|phone|telefon|hp|h/p|hotline|e-?mail)\b|@|www\.|\+\d{2}", re.IGNORECASE)
# What names the owner in an e-mail or web address.
DOMAIN = re.compile(
    r"(?:@|\bwww\.|\bhttps?://(?:www\.)?)(?:[\w-]+\.)*?([\w-]{4,})\.(?:[a-z]{2,6}\.)?[a-z]{2,6}\b",
    re.IGNORECASE,
)
STARTS_LIKE_ADDRESS = re.compile(r"(?:no|lot|unit|suite|level|g-?\d|block|blok)\b|\d", re.IGNORECASE)
CURRENCY = re.compile(r"[€$£]|\bRM|\b(?:USD|EUR|GBP|MYR|CHF)\b")
CENTS = re.compile(r"[.,]\s?\d{2}\)?-?$")
