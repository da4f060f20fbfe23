"""The page that shows the API's description and tries it out."""

import base64
import hashlib
import re

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_ASSETS = "https://cdn.jsdelivr.net"


@router.get("/api/docs")
def show_docs() -> HTMLResponse:
    """Show the page; its policy names the one inline script by hash."""
    page = get_swagger_ui_html(
        openapi_url="/api/openapi.json", title="docyard API", swagger_favicon_url="data:,"
    )
    page.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_ASSETS} {' '.join(_inline_scripts(bytes(page.body)))}",
            # Swagger UI sets styles on its elements.
            f"style-src {_ASSETS} 'unsafe-inline'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return page


def _inline_scripts(page: bytes) -> list[str]:
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts]
