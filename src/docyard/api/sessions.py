"""Sessions of people who sign in."""

from fastapi import APIRouter, Request, Response

from docyard.api.backend import (
    SESSION_COOKIE,
    Reading,
    WithBackend,
    WithCaller,
    Writing,
    get_ip,
    now,
)
from docyard.api.body import BoundedRoute
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.same_origin import check_not_foreign
from docyard.api.wire.sessions import SessionBody, SessionList, SignIn
from docyard.services import sessions
from docyard.services.sessions import Opened, Origin

router = APIRouter(prefix="/v2/sessions", route_class=BoundedRoute)


@router.post("", operation_id="signIn", status_code=201, tags=["sign-in"])
def sign_in(body: SignIn, request: Request, response: Response, backend: WithBackend) -> SessionBody:
    """Sign in with a password; the answer sets the cookie that later requests prove themselves by."""
    check_not_foreign(request)
    opened = sessions.sign_in(
        backend.database,
        backend.gate,
        credentials=body.credentials(),
        origin=origin_of(request),
        now=now(),
    )
    hand_out(opened, request, response)
    return SessionBody.of(opened.session, current=opened.session.id)


@router.get("", operation_id="listSessions", tags=["sessions"])
def list_sessions(
    backend: WithBackend,
    caller: WithCaller,
    session: Reading,
    limit: Limit = 100,
    offset: Offset = 0,
) -> SessionList:
    """List your own sessions that are not over, newest first."""
    found = sessions.list_own_sessions(
        session, caller, rules=backend.gate.rules, limit=limit, offset=offset, now=now()
    )
    return SessionList(sessions=[SessionBody.of(each, current=caller.session_id) for each in found])


@router.delete("/current", operation_id="signOut", status_code=204, tags=["sign-in"])
def sign_out(request: Request, response: Response, caller: WithCaller, session: Writing) -> None:
    """End the session that the request is proven by."""
    sessions.end_current_session(session, caller, now=now())
    response.delete_cookie(SESSION_COOKIE, path="/", secure=is_https(request), httponly=True, samesite="lax")


@router.delete("/{session_id}", operation_id="deleteSession", status_code=204, tags=["sessions"])
def delete_session(session_id: str, caller: WithCaller, session: Writing) -> None:
    """End one of your own sessions, such as that of a browser you lost."""
    sessions.end_own_session(session, caller, session_id=parse_id(session_id, noun="session"), now=now())


def origin_of(request: Request) -> Origin:
    """Return where somebody signs in from."""
    agent = request.headers.get("user-agent", "")
    return Origin(ip=get_ip(request), user_agent=agent.encode("ascii", "replace").decode())


def hand_out(opened: Opened, request: Request, response: Response) -> None:
    """Give the browser a session, which scripts cannot read and other sites cannot post with."""
    response.set_cookie(
        SESSION_COOKIE,
        opened.value,
        max_age=int((opened.session.expires_at - opened.session.created_at).total_seconds()),
        path="/",
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )


def is_https(request: Request) -> bool:
    """Tell whether the browser came over TLS, as far as proxies that are trusted say."""
    return request.url.scheme == "https"
