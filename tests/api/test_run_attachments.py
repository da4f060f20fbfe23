"""Runs over mails: what the official client and ``results.json`` tell of attachments."""

import json
from email.message import EmailMessage
from email.policy import SMTP

from tests.accounts import Account
from tests.api.test_run_compatibility import wait
from tests.documents import invoice_pdf


def test_attachments_are_files_of_their_own_in_results(jane: Account) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "ada@example.com", "billing@example.com", "Invoice"
    mail.set_content("Two files.")
    for name, data in (("a.pdf", invoice_pdf(pages=2)), ("tool.exe", b"MZ\x90\x00" * 50)):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    sdk = jane.sdk
    batch_id = jane.create_batch()
    jane.call("PUT", f"/v2/batches/{batch_id}/files/mail.eml", data=mail.as_bytes())
    run = sdk.apps.runs.create(app_name="Invoice", batch_id=batch_id, output_dir=f"{jane.drive_path}/mails")
    wait(sdk, run.id)
    files = sdk.apps.runs.results(run.id, include_source_info=True).files
    assert files is not None
    assert [file.original_file_name for file in files] == ["mail.eml", "a.pdf", "tool.exe"]
    assert str(files[1].input_file_path).endswith("/mail.eml/a.pdf")
    assert [[document.page_numbers for document in file.documents or ()] for file in files] == [
        [[1]],
        [[1, 2]],
        [],
    ]
    places = [
        place.page_number
        for document in files[1].documents or ()
        for field in document.fields or ()
        for place in field.source_coordinates or ()
    ]
    assert places
    assert set(places) <= {0, 1}
    written = json.loads(sdk.files.read(f"{jane.drive_path}/mails/{run.id}/results.json"))
    assert [file["original_file_name"] for file in written["files"]] == ["mail.eml", "a.pdf", "tool.exe"]
    assert written["files"][2]["error"]["code"] == "file_format_unsupported"
