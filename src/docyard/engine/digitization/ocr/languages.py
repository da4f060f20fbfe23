"""Languages that scans may be written in, and what reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from docyard.domain.apps import Language


@dataclass(frozen=True, slots=True)
class ReadLanguage:
    """A language and what reads it.

    Attributes:
        title: what people call it.
        data: name of its data for Tesseract.
        is_built_in: whether the models that ship with docyard know all of its letters.
    """

    title: str
    data: str
    is_built_in: bool

    @property
    def package(self) -> str:
        """Package of Debian and Ubuntu that holds its data."""
        return f"tesseract-ocr-{self.data.replace('_', '-')}"


LANGUAGES: Mapping[Language, ReadLanguage] = {
    Language.AFRIKAANS: ReadLanguage("Afrikaans", "afr", is_built_in=True),
    Language.AMHARIC: ReadLanguage("Amharic", "amh", is_built_in=False),
    Language.ARABIC: ReadLanguage("Arabic", "ara", is_built_in=False),
    Language.AZERBAIJANI: ReadLanguage("Azerbaijani", "aze", is_built_in=True),
    Language.BELARUSIAN: ReadLanguage("Belarusian", "bel", is_built_in=False),
    Language.BULGARIAN: ReadLanguage("Bulgarian", "bul", is_built_in=False),
    Language.BENGALI: ReadLanguage("Bengali", "ben", is_built_in=False),
    Language.BOSNIAN: ReadLanguage("Bosnian", "bos", is_built_in=True),
    Language.CATALAN: ReadLanguage("Catalan", "cat", is_built_in=True),
    Language.CZECH: ReadLanguage("Czech", "ces", is_built_in=True),
    Language.WELSH: ReadLanguage("Welsh", "cym", is_built_in=True),
    Language.DANISH: ReadLanguage("Danish", "dan", is_built_in=True),
    Language.GERMAN: ReadLanguage("German", "deu", is_built_in=True),
    Language.GREEK: ReadLanguage("Greek", "ell", is_built_in=False),
    Language.ENGLISH: ReadLanguage("English", "eng", is_built_in=True),
    Language.ESPERANTO: ReadLanguage("Esperanto", "epo", is_built_in=True),
    Language.SPANISH: ReadLanguage("Spanish", "spa", is_built_in=True),
    Language.ESTONIAN: ReadLanguage("Estonian", "est", is_built_in=True),
    Language.BASQUE: ReadLanguage("Basque", "eus", is_built_in=True),
    Language.PERSIAN: ReadLanguage("Persian", "fas", is_built_in=False),
    Language.FINNISH: ReadLanguage("Finnish", "fin", is_built_in=True),
    Language.FILIPINO: ReadLanguage("Filipino", "fil", is_built_in=True),
    Language.FRENCH: ReadLanguage("French", "fra", is_built_in=True),
    Language.IRISH: ReadLanguage("Irish", "gle", is_built_in=True),
    Language.GALICIAN: ReadLanguage("Galician", "glg", is_built_in=True),
    Language.GUJARATI: ReadLanguage("Gujarati", "guj", is_built_in=False),
    Language.HEBREW: ReadLanguage("Hebrew", "heb", is_built_in=False),
    Language.HINDI: ReadLanguage("Hindi", "hin", is_built_in=False),
    Language.CROATIAN: ReadLanguage("Croatian", "hrv", is_built_in=True),
    Language.HUNGARIAN: ReadLanguage("Hungarian", "hun", is_built_in=True),
    Language.ARMENIAN: ReadLanguage("Armenian", "hye", is_built_in=False),
    Language.INDONESIAN: ReadLanguage("Indonesian", "ind", is_built_in=True),
    Language.ICELANDIC: ReadLanguage("Icelandic", "isl", is_built_in=True),
    Language.ITALIAN: ReadLanguage("Italian", "ita", is_built_in=True),
    Language.JAPANESE: ReadLanguage("Japanese", "jpn", is_built_in=True),
    Language.GEORGIAN: ReadLanguage("Georgian", "kat", is_built_in=False),
    Language.KAZAKH: ReadLanguage("Kazakh", "kaz", is_built_in=False),
    Language.KHMER: ReadLanguage("Khmer", "khm", is_built_in=False),
    Language.KANNADA: ReadLanguage("Kannada", "kan", is_built_in=False),
    Language.KOREAN: ReadLanguage("Korean", "kor", is_built_in=False),
    Language.KYRGYZ: ReadLanguage("Kyrgyz", "kir", is_built_in=False),
    Language.LATIN: ReadLanguage("Latin", "lat", is_built_in=True),
    Language.LUXEMBOURGISH: ReadLanguage("Luxembourgish", "ltz", is_built_in=True),
    Language.LAO: ReadLanguage("Lao", "lao", is_built_in=False),
    Language.LITHUANIAN: ReadLanguage("Lithuanian", "lit", is_built_in=True),
    Language.LATVIAN: ReadLanguage("Latvian", "lav", is_built_in=True),
    Language.MACEDONIAN: ReadLanguage("Macedonian", "mkd", is_built_in=False),
    Language.MALAYALAM: ReadLanguage("Malayalam", "mal", is_built_in=False),
    Language.MONGOLIAN: ReadLanguage("Mongolian", "mon", is_built_in=False),
    Language.MARATHI: ReadLanguage("Marathi", "mar", is_built_in=False),
    Language.MALAY: ReadLanguage("Malay", "msa", is_built_in=True),
    Language.MALTESE: ReadLanguage("Maltese", "mlt", is_built_in=True),
    Language.BURMESE: ReadLanguage("Burmese", "mya", is_built_in=False),
    Language.NEPALI: ReadLanguage("Nepali", "nep", is_built_in=False),
    Language.DUTCH: ReadLanguage("Dutch", "nld", is_built_in=True),
    Language.NORWEGIAN: ReadLanguage("Norwegian", "nor", is_built_in=True),
    Language.PUNJABI: ReadLanguage("Punjabi", "pan", is_built_in=False),
    Language.POLISH: ReadLanguage("Polish", "pol", is_built_in=True),
    Language.PORTUGUESE: ReadLanguage("Portuguese", "por", is_built_in=True),
    Language.ROMANIAN: ReadLanguage("Romanian", "ron", is_built_in=True),
    Language.RUSSIAN: ReadLanguage("Russian", "rus", is_built_in=False),
    Language.SINHALA: ReadLanguage("Sinhala", "sin", is_built_in=False),
    Language.SLOVAK: ReadLanguage("Slovak", "slk", is_built_in=True),
    Language.SLOVENIAN: ReadLanguage("Slovenian", "slv", is_built_in=True),
    Language.ALBANIAN: ReadLanguage("Albanian", "sqi", is_built_in=True),
    Language.SERBIAN: ReadLanguage("Serbian", "srp", is_built_in=False),
    Language.SWEDISH: ReadLanguage("Swedish", "swe", is_built_in=True),
    Language.SWAHILI: ReadLanguage("Swahili", "swa", is_built_in=True),
    Language.TAMIL: ReadLanguage("Tamil", "tam", is_built_in=False),
    Language.TELUGU: ReadLanguage("Telugu", "tel", is_built_in=False),
    Language.TAJIK: ReadLanguage("Tajik", "tgk", is_built_in=False),
    Language.THAI: ReadLanguage("Thai", "tha", is_built_in=False),
    Language.TURKISH: ReadLanguage("Turkish", "tur", is_built_in=True),
    Language.UKRAINIAN: ReadLanguage("Ukrainian", "ukr", is_built_in=False),
    Language.URDU: ReadLanguage("Urdu", "urd", is_built_in=False),
    Language.VIETNAMESE: ReadLanguage("Vietnamese", "vie", is_built_in=False),
    Language.YIDDISH: ReadLanguage("Yiddish", "yid", is_built_in=False),
    Language.CHINESE: ReadLanguage("Chinese (simplified)", "chi_sim", is_built_in=True),
    Language.TRADITIONAL_CHINESE: ReadLanguage("Chinese (traditional)", "chi_tra", is_built_in=True),
}
