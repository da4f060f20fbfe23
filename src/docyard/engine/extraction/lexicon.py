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
            "totaal", "totaal bedrag", "jumlah", "somme", "rechnungssumme brutto", "gesamtbetrag brutto",
            "rechnungssumme inkl ust", "gesamtbetrag inkl mwst", "factuurbedrag", "totaal incl btw",
            "factuur totaal", "totale fattura", "total factura", "gross amount", "total incl gst",
            "total including gst", "total incl vat", "total including tax",
        ),
        "amount due": (
            "amount due", "balance due", "amount payable", "zahlbetrag", "zu zahlen",
            "zu zahlender betrag", "net à payer", "net a payer", "reste à payer", "fälliger betrag",
            "offener betrag", "te betalen", "total due", "please pay", "überweisungsbetrag", "due payable",
            "total amount due", "amount to pay", "solde à payer", "restbetrag", "noch zu zahlen",
            "te voldoen", "openstaand bedrag", "importo dovuto", "netto a pagare", "total a pagar",
        ),
        "subtotal": (
            "subtotal", "sub total", "net amount", "net total", "total excl tax", "total excluding gst",
            "total before tax", "amount before tax", "nettobetrag", "nettosumme", "zwischensumme",
            "summe netto", "gesamt netto", "netto", "total ht", "montant ht", "taxable amount",
            "untaxed amount", "warenwert", "subtotaal", "imponibile", "base imponible",
            "rechnungssumme ohne ust", "gesamtbetrag ohne ust", "summe ohne mwst", "rechnungssumme netto",
            "gesamtbetrag netto", "total hors taxes", "exclusief btw", "totaal excl btw", "grondslag",
            "total excl vat", "invoice net", "net value", "total supplies", "total supplies excl gst",
            "total excl gst", "total excluding tax",
        ),
        "tax": (
            "tax", "vat", "gst", "sst", "service tax", "sales tax", "tax amount", "vat amount",
            "total tax", "total gst", "gst amount", "mwst", "ust", "umsatzsteuer", "mehrwertsteuer",
            "steuerbetrag", "tva", "montant tva", "total tva", "btw", "iva", "gesamtsteuer", "steuer",
            "total taxes", "vat total", "mwst betrag", "ust betrag", "btw bedrag", "totaal btw",
            "gst included", "gst included in total", "tax included", "vat included", "including gst",
            "enthaltene mwst",
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
            "bill no", "document no", "handelsrechnung nr", "warenrechnung nr", "teilrechnung nr",
            "schlussrechnung nr", "abschlagsrechnung nr", "gutschrift nr", "gutschriftsnummer", "factuur",
            "factuur nr", "factuurnr", "beleg nr", "avoir", "avoir n", "fattura n", "numero fattura",
            "n factura", "número de factura",
            "numero de factura",
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
        "item number": (
            "item number", "item no", "article no", "art no", "part no", "sku", "art nr", "artikelnummer",
            "artikel nr", "art nr kunde", "art nr lief", "art nr lieferant", "référence article",
        ),
        "customer number": (
            "customer no", "customer number", "kundennummer", "kunden nr", "client n", "account no",
        ),
        "tax id": (
            "tax id", "vat id", "vat no", "vat number", "gst id", "gst no", "gst reg no", "gst id no",
            "sst no", "sst id", "tax registration", "ust idnr", "ust id nr", "ust id", "umsatzsteuer id",
            "steuernummer", "ustidnr", "tva intracommunautaire", "n tva", "numéro de tva", "btw nummer",
            "btw nr", "ein", "tin", "abn", "umsatzsteuer identifikationsnummer", "ust identnr", "gstin",
            "partita iva", "p iva", "nif", "cif",
        ),
        "customer tax id": (
            "customer tax id", "customer vat no", "your vat no", "your vat number", "vat no customer",
            "ihre ust idnr", "ihre ust id nr", "ust idnr des kunden", "ust idnr kunde", "n tva client",
            "tva client", "numéro de tva client", "uw btw nummer", "btw nummer klant",
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
            "date issued", "fecha", "data", "rechnung nr vom", "handelsrechnung nr vom",
            "gutschrift nr vom", "invoice dated", "invoice issued at", "issued on", "facture du",
            "factuur datum", "beleg datum", "data fattura", "fecha de factura",
        ),
        "due date": (
            "due date", "payment due", "due", "pay by", "fällig am", "fälligkeitsdatum", "fälligkeit",
            "zahlbar bis", "date d échéance", "échéance", "vervaldatum", "betaaldatum", "bis zum",
        ),
        "delivery date": (
            "delivery date", "ship date", "lieferdatum", "liefertermin", "leistungsdatum",
            "date de livraison", "leistungszeitraum", "service period", "expiry date", "exp date",
        ),
        "order date": (
            "order date", "bestelldatum", "auftragsdatum", "date de commande", "print date",
            "bestellung vom", "bestellung nr vom", "gemäß bestellung vom", "order dated", "commande du",
        ),
        "time": ("time", "uhrzeit", "zeit", "heure", "masa", "printed"),
        "currency": ("currency", "währung", "devise", "valuta"),
        "iban": ("iban", "account", "konto", "bankverbindung", "rekening"),
        "bank": ("bank", "bic", "swift", "blz", "bankleitzahl", "banque"),
        "supplier": (
            "supplier", "seller", "vendor", "from", "lieferant", "verkäufer", "vendeur", "fournisseur",
            "rechnungssteller", "issued by", "remit to", "service provider", "sold by", "rechnungsersteller",
            "rechnungsaussteller", "leistungserbringer", "absender", "émetteur", "cedente", "prestatore",
            "titulaire du compte", "leverancier", "verkoper",
        ),
        "customer": (
            "customer", "buyer", "bill to", "sold to", "billed to", "invoice to", "kunde", "käufer",
            "client", "facturé à", "rechnungsempfänger", "an", "klant", "attn", "acheteur",
            "käufer leistungsempfänger", "leistungsempfänger", "bill to address", "billing address",
            "rechnungsadresse", "adresse de facturation", "factuuradres", "destinataire", "koper",
            "cessionario", "cliente",
        ),
        "ship to": (
            "ship to", "deliver to", "lieferadresse", "lieferanschrift", "warenempfänger", "livré à",
            "adresse de livraison", "afleveradres", "delivery address", "shipping address",
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
        "city": ValueType.TEXT, "town": ValueType.TEXT, "state": ValueType.TEXT, "zip": ValueType.TEXT,
        "street": ValueType.TEXT,
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
