"""Sets of labelled documents as they are published, and the apps that read them.

A set is a folder with ``gold.json``, which maps file names to values by the publisher's names; documents lie
beside it or in ``images/``. Readers say which of our fields make up each published one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docyard.domain.apps import DocumentClass, Field, ValueType
from docyard.engine.appfiles import load_app, prebuilt_apps

_APPS = Path(__file__).parent / "apps"
# How sets say whether a box is ticked.
TICKED = {"true": "selected", "false": "unselected"}
_TYPES = {"number": ValueType.NUMBER, "integer": ValueType.NUMBER, "boolean": ValueType.BOOLEAN}


@dataclass(frozen=True, slots=True)
class Reader:
    """A class, and which of its fields make up each published one."""

    document_class: DocumentClass
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A folder of documents; without readers each document brings its JSON Schema in ``schemas/``.

    Attributes:
        is_incomplete: fields that a document does not label may be printed all the same.
    """

    name: str
    readers: tuple[Reader, ...] = ()
    is_incomplete: bool = False


def reader_of_names(labels: Mapping[str, object]) -> Reader:
    """Make a reader of nothing but the names of what is labelled."""
    ticked = set(TICKED.values())
    fields = tuple(
        Field(name, ValueType.BOOLEAN if value in ticked else ValueType.TEXT)
        for name, value in labels.items()
    )
    return Reader(DocumentClass("document", fields), {f.name: (f.name,) for f in fields})


def reader_of_schema(schema: Mapping[str, Any]) -> Reader:
    """Make a reader of a JSON Schema: a field for each plain value, as somebody would type it over."""
    found = dict(_plain_values(schema, schema.get("$defs", {}), ()))
    fields = {".".join(path): _field(path, value) for path, value in found.items()}
    return Reader(
        DocumentClass("document", tuple(fields.values()), description=schema.get("description", "")),
        {name: (field.name,) for name, field in fields.items()},
    )


def _plain_values(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for name, stated in schema.get("properties", {}).items():
        reference = stated.get("$ref", "").rsplit("/", 1)[-1]
        value = {**definitions.get(reference, {}), **stated}
        if "properties" in value:
            yield from _plain_values(value, definitions, (*path, name))
        elif _json_type(value) in ("string", "number", "integer", "boolean"):
            yield (*path, name), value


def _json_type(value: Mapping[str, Any]) -> str:
    options = (value, *value.get("anyOf", ()))
    return next((o["type"] for o in options if o.get("type") not in (None, "null")), "")


def _field(path: tuple[str, ...], value: Mapping[str, Any]) -> Field:
    description = str(value.get("description") or "")
    is_date = value.get("format") == "date" or "YYYY-MM-DD" in description
    return Field(
        " ".join(path),
        ValueType.DATE if is_date else _TYPES.get(_json_type(value), ValueType.TEXT),
        description=description,
        aliases=path[-1:] if len(path) > 1 else (),
    )


def _prebuilt(name: str, fields: Mapping[str, tuple[str, ...]]) -> Reader:
    return Reader(next(c for app in prebuilt_apps() for c in app.classes if c.name == name), fields)


def _of_bench(name: str, fields: Mapping[str, tuple[str, ...]]) -> Reader:
    return Reader(load_app((_APPS / f"{name}.yaml").read_text("utf-8")).classes[0], fields)


_W9 = _prebuilt(
    "W-9",
    {
        "Name": ("name",), "BusinessName": ("business name",), "Address": ("address",),
        "CityStateZip": ("city state zip",), "RequesterNameAddress": ("requester",),
        "AccountNumbers": ("account numbers",), "SSN": ("ssn",), "EIN": ("ein",),
        "ExemptPayeeCode": ("exempt payee code",), "FATCA_Code": ("fatca code",),
        "TaxClassifyIndividual": ("individual",), "TaxClassifyCCorp": ("c corporation",),
        "TaxClassifySCorp": ("s corporation",), "TaxClassifyPartnership": ("partnership",),
        "TaxClassifyTrust": ("trust or estate",), "TaxClassifyLLC": ("limited liability company",),
        "TaxClassifyOther": ("other classification",),
    },
)  # fmt: skip
_W8BEN = _prebuilt(
    "W-8BEN",
    {
        "Name": ("name",), "Citizenship": ("country of citizenship",),
        "PermanentStreetAddress": ("permanent address",), "PermanentCityState": ("permanent city",),
        "PermanentCountry": ("permanent country",), "MailingStreetAddress": ("mailing address",),
        "MailingCityState": ("mailing city",), "MailingCountry": ("mailing country",),
        "SSN_ITIN": ("us taxpayer number",), "ForeignTaxIdentifyingNumber": ("foreign tax number",),
        "ReferenceNumber": ("reference numbers",), "DateOfBirth": ("date of birth",),
        "ClaimBenefitResident": ("treaty country",), "ArticleParagraph": ("treaty article",),
        "Rate": ("withholding rate",), "TypeOfIncome": ("type of income",),
        "AdditionialConditions": ("additional conditions",), "NameOfSigner": ("signer",),
        "CapacityActing": ("capacity",), "Date": ("date",),
    },
)  # fmt: skip
_1099_MISC = _prebuilt(
    "1099-MISC",
    {
        "PayerName": ("payer name",), "PayerAddress": ("payer address",), "PayerTIN": ("payer tin",),
        "RecipientTIN": ("recipient tin",), "RecipientName": ("recipient name",),
        "RecipientAddress": ("recipient street", "recipient city"), "AccountNumber": ("account number",),
        "Rents": ("rents",), "Royalties": ("royalties",), "OtherIncome": ("other income",),
        "FederalIncomeTaxWithheld": ("federal income tax withheld",),
        "FishingBoatProceeds": ("fishing boat proceeds",), "FishResale": ("fish purchased",),
        "MedicalHealthCarePayments": ("medical payments",), "SubstitutePayments": ("substitute payments",),
        "CropInsuranceProceeds": ("crop insurance proceeds",),
        "GrossProceedsAttorney": ("attorney proceeds",),
        "409ADeferrals": ("section 409a deferrals",),
        "ExcessGoldenParachutePayments": ("golden parachute payments",),
        "NonqualifiedDeferredCompensation": ("nonqualified deferred compensation",),
        "StateTaxWithheld": ("state tax withheld",), "StateIncome": ("state income",),
        "StateNo": ("state number",), "FATCA": ("fatca filing requirement",),
        "2ndTIN": ("second tin notice",), "DirectSale5000": ("direct sales",),
    },
)  # fmt: skip
_INVOICE = _prebuilt(
    "Invoice",
    {
        "seller_name": ("supplier",), "seller_vat_id": ("supplier tax id",), "buyer_name": ("customer",),
        "invoice_number": ("invoice number",), "invoice_date": ("invoice date",), "due_date": ("due date",),
        "currency": ("currency",), "net_total": ("subtotal",), "tax_total": ("tax",),
        "grand_total": ("total",), "amount_due": ("amount due",), "iban": ("iban",),
    },
)  # fmt: skip
SETS = (
    LabelledSet("us-tax", (_W9, _W8BEN, _1099_MISC)),
    LabelledSet("invoices", (_INVOICE,), is_incomplete=True),
    LabelledSet("schema-extraction"),
    LabelledSet("sroie", (_prebuilt("Receipt", {n: (n,) for n in ("company", "address", "date", "total")}),)),
    LabelledSet(
        "fara",
        (
            _of_bench(
                "fara",
                {
                    "registrant_name": ("registrant name",), "registration_num": ("registration number",),
                    "foreign_principle_name": ("foreign principal",), "file_date": ("file date",),
                    "signer_name": ("signer name",),
                },
            ),
        ),
        is_incomplete=True,
    ),
    LabelledSet(
        "nda",
        (
            _of_bench(
                "nda",
                {
                    "party": ("party", "other party"), "effective_date": ("effective date",),
                    "jurisdiction": ("jurisdiction",), "term": ("term",),
                },
            ),
        ),
        is_incomplete=True,
    ),
)  # fmt: skip
