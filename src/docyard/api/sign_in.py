"""Signing in with the organization's provider; browsers come here, before they are anybody."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse

from docyard.api.backend import WithBackend, now
from docyard.api.body import BoundedRoute
from docyard.api.sessions import hand_out, is_https, origin_of
from docyard.api.wire.text import Text
from docyard.services import sign_in
from docyard.services.sign_in import Return

router = APIRouter(prefix="/v2/sign-in/{organization_id}", tags=["sign-in"], route_class=BoundedRoute)

_STATE_COOKIE = "docyard_sign_in"
_STATE_COOKIE_S = 600


@router.get("/start", operation_id="startSignIn", status_code=302, response_class=RedirectResponse)
def start_sign_in(
    organization_id: Text,
    request: Request,
    backend: WithBackend,
    next_path: Annotated[
        Text, Query(alias="next", description="Path on this server to go on to afterwards.")
    ] = "/",
) -> RedirectResponse:
    """Send a browser to the provider that the organization's people sign in with."""
    departure = sign_in.depart(
        backend.database,
        backend.oidc,
        organization_id=organization_id,
        next_path=next_path,
        redirect_uri=str(request.url_for("finish_sign_in", organization_id=organization_id)),
        now=now(),
    )
    answer = RedirectResponse(departure.url, 302)
    # Lax, since the way back is a link from another site.
    answer.set_cookie(
        _STATE_COOKIE,
        departure.state,
        max_age=_STATE_COOKIE_S,
        path=router_path(request),
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/callback", operation_id="finishSignIn", status_code=302, response_class=RedirectResponse)
def finish_sign_in(
    organization_id: Text,
    request: Request,
    backend: WithBackend,
    state: Annotated[Text, Query()] = "",
    code: Annotated[Text | None, Query(description="Missing where the provider refused.")] = None,
    own_state: Annotated[Text | None, Cookie(alias=_STATE_COOKIE)] = None,
) -> RedirectResponse:
    """Take a browser back from the provider, and give it a session."""
    opened, next_path = sign_in.come_back(
        backend.database,
        backend.oidc,
        backend.gate,
        backend.keyring,
        came=Return(organization_id=organization_id, state=state, own_state=own_state, code=code),
        origin=origin_of(request),
        now=now(),
    )
    answer = RedirectResponse(next_path, 302)
    hand_out(opened, request, answer)
    answer.delete_cookie(_STATE_COOKIE, path=router_path(request))
    return answer


def router_path(request: Request) -> str:
    """Return the path that the cookie of the way there and back is for."""
    return request.url.path.rpartition("/")[0]
