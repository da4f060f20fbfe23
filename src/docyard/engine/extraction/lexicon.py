"""How documents label common things, in the languages of the prebuilt apps.

To add a label: put it in lower case under its concept, without digits or punctuation. A field whose name or
alias is one of a concept's labels is looked for under all of them; the other concepts tell what it is not.
"""

from collections.abc import Mapping
from types import MappingProxyType

from docyard.domain.apps import ValueType

# fmt: off
LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "total": (
            "total", "grand total", "total amount", "total payable", "total sales", "total rounded",
            "rounded total", "total incl tax", "total inclusive gst", "total sales inclusive gst",
            "total rm", "nett total", "nett amount", "total amt", "invoice total", "total due",
            "gesamtbetrag", "rechnungsbetrag", "gesamtsumme", "bruttobetrag", "bruttosumme", "endbetrag",
            "gesamt", "brutto", "total ttc", "montant ttc", "montant total", "importe total", "totale",
            "totaal", "totaal bedrag", "jumlah", "somme",
        ),
        "amount due": (
            "amount due", "balance due", "amount payable", "zahlbetrag", "zu zahlen",
            "zu zahlender betrag", "net à payer", "net a payer", "reste à payer", "fälliger betrag",
            "offener betrag", "te betalen", "total due", "please pay", "überweisungsbetrag",
        ),
        "subtotal": (
            "subtotal", "sub total", "net amount", "net total", "total excl tax", "total excluding gst",
            "total before tax", "amount before tax", "nettobetrag", "nettosumme", "zwischensumme",
            "summe netto", "gesamt netto", "netto", "total ht", "montant ht", "taxable amount",
            "untaxed amount", "warenwert", "subtotaal", "imponibile", "base imponible", "positionssumme",
        ),
        "tax": (
            "tax", "vat", "gst", "sst", "service tax", "sales tax", "tax amount", "vat amount",
            "total tax", "total gst", "gst amount", "mwst", "ust", "umsatzsteuer", "mehrwertsteuer",
            "steuerbetrag", "tva", "montant tva", "total tva", "btw", "iva", "gesamtsteuer", "steuer",
        ),
        "tax rate": ("tax rate", "vat rate", "steuersatz", "taux tva", "rate"),
        "rounding": ("rounding", "rounding adjustment", "rounding adj", "round adj", "rundung", "arrondi"),
        "discount": ("discount", "rabatt", "remise", "rebate", "savings", "disc", "nachlass", "skonto"),
        "service charge": ("service charge", "serv charge", "svc chg"),
        "cash": (
            "cash", "amount paid", "paid", "cash tendered", "amount tendered", "cash received", "tendered",
            "payment", "gegeben", "espèces", "tunai", "bar", "bereits gezahlt", "paid amount", "visa",
            "master", "debit card",
        ),
        "change": (
            "change", "change due", "cash change", "rückgeld", "wechselgeld", "rendu", "baki", "balance",
        ),
        "quantity": (
            "qty", "quantity", "menge", "anzahl", "quantité", "item", "items", "pcs", "aantal",
            "no of items",
        ),
        "unit price": (
            "unit price", "price", "einzelpreis", "prix unitaire", "preis", "u price", "prijs", "pu ht",
        ),
        "amount": ("amount", "line total", "betrag", "montant", "amt", "gesamtpreis", "bedrag"),
        "description": (
            "description", "item", "bezeichnung", "artikel", "désignation", "omschrijving", "beschreibung",
        ),
        "invoice number": (
            "invoice no", "invoice number", "invoice", "inv no", "tax invoice no", "rechnungsnummer",
            "rechnung nr", "rechnungs nr", "rechnung", "facture n", "facture", "numéro de facture",
            "n facture", "factuurnummer", "invoice id", "belegnummer", "credit note", "gutschrift",
            "bill no", "document no",
        ),
        "receipt number": (
            "receipt no", "receipt number", "receipt", "rcpt no", "bill no", "slip no", "trans no",
            "transaction no", "document no", "doc no", "invoice no", "tax invoice no", "inv no", "bon nr",
            "ticket no", "check no",
        ),
        "purchase order": (
            "purchase order", "po number", "po no", "po", "p o no", "order no", "order number",
            "your order", "bestellnummer", "bestell nr", "auftragsnummer", "auftrag nr",
            "numéro de commande", "commande", "bestelnummer", "ordernummer",
        ),
        "customer number": (
            "customer no", "customer number", "kundennummer", "kunden nr", "client n", "account no",
        ),
        "tax id": (
            "tax id", "vat id", "vat no", "vat number", "gst id", "gst no", "gst reg no", "gst id no",
            "sst no", "sst id", "tax registration", "ust idnr", "ust id nr", "ust id", "umsatzsteuer id",
            "steuernummer", "ustidnr", "tva intracommunautaire", "n tva", "numéro de tva", "btw nummer",
            "btw nr", "ein", "tin", "abn",
        ),
        "registration number": (
            "registration no", "co reg no", "company no", "reg no", "roc no", "handelsregister", "hrb",
            "siret", "kvk",
        ),
        "phone": (
            "tel", "phone", "telephone", "telefon", "tél", "téléphone", "hotline", "mobile", "hp",
            "contact",
        ),
        "fax": ("fax", "telefax"),
        "email": ("email", "e mail", "mail", "courriel"),
        "website": ("www", "website", "web", "internet", "http"),
        "date": (
            "date", "invoice date", "receipt date", "bill date", "datum", "rechnungsdatum", "belegdatum",
            "date de facture", "date facture", "factuurdatum", "tarikh", "issue date", "document date",
            "date issued", "fecha", "data",
        ),
        "due date": (
            "due date", "payment due", "due", "pay by", "fällig am", "fälligkeitsdatum", "fälligkeit",
            "zahlbar bis", "date d échéance", "échéance", "vervaldatum", "betaaldatum", "bis zum",
        ),
        "delivery date": (
            "delivery date", "ship date", "lieferdatum", "liefertermin", "leistungsdatum",
            "date de livraison", "leistungszeitraum", "service period", "expiry date", "exp date",
        ),
        "order date": ("order date", "bestelldatum", "auftragsdatum", "date de commande", "print date"),
        "time": ("time", "uhrzeit", "zeit", "heure", "masa", "printed"),
        "currency": ("currency", "währung", "devise", "valuta"),
        "iban": ("iban", "account", "konto", "bankverbindung", "rekening"),
        "bank": ("bank", "bic", "swift", "blz", "bankleitzahl", "banque"),
        "supplier": (
            "supplier", "seller", "vendor", "from", "lieferant", "verkäufer", "vendeur", "fournisseur",
            "rechnungssteller", "issued by", "remit to",
        ),
        "customer": (
            "customer", "buyer", "bill to", "sold to", "billed to", "invoice to", "kunde", "käufer",
            "client", "facturé à", "rechnungsempfänger", "an", "klant", "rechnung an", "attn", "acheteur",
        ),
        "ship to": (
            "ship to", "deliver to", "lieferadresse", "lieferanschrift", "warenempfänger", "livré à",
        ),
        "cashier": ("cashier", "served by", "operator", "kassierer", "staff", "salesperson", "user"),
        "place": ("table", "counter", "terminal", "pos", "pax", "cover", "store", "outlet"),
        "payment method": (
            "payment method", "payment type", "pay by", "payment mode", "zahlungsart", "tender type",
        ),
        "payment terms": ("payment terms", "terms", "zahlungsbedingungen", "zahlungsziel", "term"),
        "name": ("name", "firma", "company name", "nom", "naam", "nombre"),
        "address": ("address", "anschrift", "adresse", "alamat", "dirección", "indirizzo", "addr"),
        "number": ("number", "nummer", "nr", "globale nummer", "id", "numéro", "gln"),
        "contact": ("contact", "ansprechpartner", "contact person", "attention"),
        "remark": (
            "remark", "remarks", "bemerkung", "bemerkungen", "betreff", "subject", "note", "notes",
            "inhalt",
        ),
        "signature": ("signature", "unterschrift", "signed"),
        "page": ("page", "seite"),
    }
)
# fmt: on

# What a field's value looks like when its app file does not say: the last word of its name that is listed.
TYPE_WORDS: Mapping[str, ValueType] = MappingProxyType(
    {
        "date": ValueType.DATE, "datum": ValueType.DATE, "dob": ValueType.DATE,
        "time": ValueType.TIME,
        "total": ValueType.AMOUNT, "subtotal": ValueType.AMOUNT, "amount": ValueType.AMOUNT,
        "tax": ValueType.AMOUNT,
        "price": ValueType.AMOUNT, "fee": ValueType.AMOUNT, "balance": ValueType.AMOUNT,
        "change": ValueType.AMOUNT,
        "cash": ValueType.AMOUNT, "salary": ValueType.AMOUNT, "pay": ValueType.AMOUNT,
        "betrag": ValueType.AMOUNT,
        "rounding": ValueType.AMOUNT, "discount": ValueType.AMOUNT,
        "currency": ValueType.CURRENCY,
        "company": ValueType.ORGANIZATION, "organization": ValueType.ORGANIZATION,
        "supplier": ValueType.ORGANIZATION,
        "vendor": ValueType.ORGANIZATION, "seller": ValueType.ORGANIZATION,
        "merchant": ValueType.ORGANIZATION,
        "employer": ValueType.ORGANIZATION, "bank": ValueType.ORGANIZATION, "store": ValueType.ORGANIZATION,
        "address": ValueType.ADDRESS,
        "phone": ValueType.PHONE, "telephone": ValueType.PHONE, "fax": ValueType.PHONE,
        "tel": ValueType.PHONE,
        "email": ValueType.EMAIL, "iban": ValueType.IBAN, "vat": ValueType.TAX_ID, "tin": ValueType.TAX_ID,
        "ssn": ValueType.TAX_ID, "ein": ValueType.TAX_ID,
        "percentage": ValueType.PERCENTAGE, "percent": ValueType.PERCENTAGE,
        "quantity": ValueType.NUMBER, "count": ValueType.NUMBER, "hours": ValueType.NUMBER,
        "number": ValueType.IDENTIFIER, "no": ValueType.IDENTIFIER, "id": ValueType.IDENTIFIER,
        "code": ValueType.IDENTIFIER, "reference": ValueType.IDENTIFIER,
    }
)  # fmt: skip
# A name that holds these is an identifier or a tax id whatever else it says, as in "account number".
IDENTIFIER_WORDS = frozenset(
    {"number", "no", "id", "code", "reference", "nr", "num", "nummer", "numero", "número", "numéro"}
)
TAX_WORDS = frozenset({"tax", "vat", "gst", "sst"})
# Last words of names that documents leave away: they say what kind of value it is.
KIND_WORDS = frozenset(
    {"name", "number", "no", "id", "amount", "date", "value", "text", "address", "code", "percent"}
)
# Concepts that a longer name may end with and still be labelled like, as the phone of a store.
HEAD_CONCEPTS = frozenset(
    {"date", "time", "phone", "fax", "email", "total", "subtotal", "tax", "currency", "iban", "quantity"}
)
