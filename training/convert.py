"""Turn a folder of documents with ``gold.json`` into labelled documents: ``python -m training.convert``.

``gold.json`` maps a file name to field names and values; the documents lie beside it or in ``images/``.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Page
from docyard.engine.digitization import OcrEngine, digitize
from docyard.engine.digitization.packing import cache_name, pack, unpack
from training.folds import issuer_key
from training.labelled import Labelled, write_labelled


def main() -> None:
    """Digitize the documents of a folder and write them with their labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with gold.json")
    parser.add_argument(
        "--class", dest="app_class", required=True, help="class of a prebuilt app, e.g. Receipt"
    )
    parser.add_argument("--issuer", required=True, help="gold field that names who made the document")
    parser.add_argument(
        "--issuer-of", action="append", default=[], help="file=issuer, for files whose issuer is not labelled"
    )
    parser.add_argument("--field", action="append", default=[], help="gold name=our name; others keep theirs")
    parser.add_argument("--cache", type=Path, default=Path(".cache/pages"), help="digitized pages by content")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    names = dict(pair.split("=", 1) for pair in options.field)
    documents = labelled_folder(
        options.data,
        app_class=options.app_class,
        issuer=options.issuer,
        issuers=dict(pair.split("=", 1) for pair in options.issuer_of),
        names=names,
        cache=options.cache,
    )
    write_labelled(options.out, documents)


def labelled_folder(
    folder: Path,
    *,
    app_class: str,
    issuer: str,
    names: Mapping[str, str],
    cache: Path,
    issuers: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Labelled]:
    """Give every document that ``gold.json`` names and the folder holds.

    Args:
        folder: holds ``gold.json``.
        app_class: class of a prebuilt app.
        issuer: gold field that tells issuers apart; a document without it stands for itself.
        names: our field name by the gold's.
        cache: folder for digitized pages.
        issuers: issuer by file name, where the gold names none.
    """
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    ocr = OcrEngine()
    for name, values in sorted(gold.items()):
        path = next((p for p in (folder / name, folder / "images" / name) if p.exists()), None)
        if path is None:
            continue
        yield Labelled(
            name=name,
            app_class=app_class,
            issuer=issuer_key(str(values.get(issuer) or issuers.get(name, name))),
            pages=cached_pages(path, cache=cache, ocr=ocr),
            values={
                names.get(k, k): str(v) for k, v in values.items() if v and not isinstance(v, list | dict)
            },
        )


def cached_pages(path: Path, *, cache: Path, ocr: OcrEngine) -> tuple[Page, ...]:
    """Digitize a file once; the cache folder knows it by its content and the version of digitizations."""
    data, options = path.read_bytes(), DigitizationOptions()
    kept = cache / cache_name(hashlib.sha256(data).hexdigest(), options)
    if not kept.exists():
        digitized = digitize(data, name=path.name, options=options, ocr=ocr)
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pack(digitized))
    return unpack(kept.read_bytes()).pages


if __name__ == "__main__":
    main()
