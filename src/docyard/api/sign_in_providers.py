"""The system that the people of the organization sign in with."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.body import BoundedRoute
from docyard.api.wire.sign_in_providers import PutProvider, SignInProviderBody
from docyard.services import sign_in_providers

router = APIRouter(prefix="/v2/organization/sign-in", tags=["organization"], route_class=BoundedRoute)


@router.get("", operation_id="getSignInProvider")
def read_sign_in(caller: WithCaller, session: Reading) -> SignInProviderBody:
    """Read which system people sign in with, without its client secret; for admins."""
    return SignInProviderBody.of(sign_in_providers.get_provider(session, caller))


@router.put("", operation_id="putSignInProvider")
def put_sign_in(
    body: PutProvider, backend: WithBackend, caller: WithCaller, session: Writing
) -> SignInProviderBody:
    """Have people sign in with a system that speaks OpenID Connect, beside passwords; for admins."""
    provider = sign_in_providers.put_provider(
        session, caller, keyring=backend.keyring, content=body.content(), now=now()
    )
    return SignInProviderBody.of(provider)


@router.delete("", operation_id="deleteSignInProvider", status_code=204)
def delete_sign_in(caller: WithCaller, session: Writing) -> None:
    """Have people sign in with passwords alone; for admins."""
    sign_in_providers.delete_provider(session, caller, now=now())
