"""Results as the API documents them; ``domain.rendering`` makes them."""

from typing import Any

# Two of a receipt's fields, with every optional block.
EXAMPLE_RESULTS: dict[str, Any] = {
    "id": "0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "status": "COMPLETE",
    "message": None,
    "start_timestamp": 1765912514238248000,
    "finish_timestamp": 1765912529614833000,
    "batch_id": "42",
    "files": [
        {
            "original_file_name": "receipt.jpg",
            "input_file_path": "acme/jane_acme.com/fs/Instabase Drive/batches/42/receipt.jpg",
            "documents": [
                {
                    "class_name": "Receipt",
                    "page_numbers": [1],
                    "review_completed": False,
                    "class_edit_history": [],
                    "classification_confidence": {"model": None},
                    "validations": {"final_result_pass": True},
                    "post_processed_paths": [],
                    "page_layouts": [{"page_number": 0, "width": 620.0, "height": 1240.0}],
                    "fields": [
                        {
                            "field_name": "total",
                            "value": "12.50",
                            "type": "TEXT",
                            "edit_history": [],
                            "confidence": {"model": 0.97, "ocr": 0.99},
                            "validations": {"valid": True, "alerts": []},
                            "source_coordinates": [
                                {
                                    "top_x": 436.0,
                                    "top_y": 881.0,
                                    "bottom_x": 494.0,
                                    "bottom_y": 903.0,
                                    "page_number": 0,
                                }
                            ],
                        }
                    ],
                }
            ],
        },
        {
            "original_file_name": "locked.pdf",
            "input_file_path": "acme/jane_acme.com/fs/Instabase Drive/batches/42/locked.pdf",
            "documents": [],
            "error": {
                "code": "file_password_required",
                "message": "'locked.pdf' is encrypted; give its password in the run's settings.",
                "retryable": False,
            },
        },
    ],
    "keys": {"custom": {}},
    "review_completed": False,
    "revising": False,
    "has_more": False,
}
