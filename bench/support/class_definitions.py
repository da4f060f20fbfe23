"""The classes of ``bench.classes``, as somebody describes them who has not seen the documents."""

from docyard.domain.apps import DocumentClass


def _class(name: str, description: str, *keywords: str) -> DocumentClass:
    return DocumentClass(name, fields=(), description=description, keywords=keywords)


CLASSES = (
    _class("invoice", "Bills that a supplier sends for goods or services, and credit notes."),
    _class("receipt", "Receipts of shops, restaurants and petrol stations, paid at the till."),
    _class(
        "form", "Business forms filled in by hand or typewriter: surveys, requests, reports, fact sheets."
    ),
    _class(
        "fara",
        "Filings under the Foreign Agents Registration Act: registrations, amendments, reports.",
        "foreign agents registration act",
    ),
    _class(
        "nda", "Non-disclosure and confidentiality agreements.", "non-disclosure agreement", "confidential"
    ),
    _class("w9", "Form W-9, request for a taxpayer identification number.", "form w-9"),
    _class("w8ben", "Form W-8BEN, certificate of foreign status.", "form w-8ben"),
    _class("w2", "Form W-2, wage and tax statement.", "form w-2"),
    _class("1099-misc", "Form 1099-MISC, miscellaneous income.", "form 1099-misc"),
    _class("1099-nec", "Form 1099-NEC, nonemployee compensation.", "form 1099-nec"),
    _class("1099-int", "Form 1099-INT, interest income.", "form 1099-int"),
    _class("1099-div", "Form 1099-DIV, dividends and distributions.", "form 1099-div"),
    _class("payslip", "Earnings statements that employers give with wages."),
    _class("drivers_license", "Driving licences.", "driver license"),
    _class("check", "Cheques, with or without stub."),
    _class("bank_statement", "Statements of a bank account.", "account statement"),
    _class("insurance_application", "Applications for insurance."),
    _class("financial_statement", "Balance sheets, income statements, annual reports."),
    _class("utility_bill", "Bills for electricity, gas, water or waste."),
    _class("purchase_order", "Orders to a supplier."),
)
