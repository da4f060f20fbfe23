"""From an organization's model to an endpoint that can be asked: with its key, from the secret it names."""

from dataclasses import dataclass

from docyard.domain.models import LanguageModel
from docyard.errors import Invalid
from docyard.integrations.model_endpoints import Endpoint
from docyard.store import secrets
from docyard.store.database import Session
from docyard.store.keyring import Keyring


class ModelKeyMissing(Invalid):
    """The secret that a model names is gone."""

    code = "model_key_missing"


@dataclass(frozen=True, slots=True)
class ModelEndpoints:
    """Opens endpoints.

    Attributes:
        private_addresses: whether models may be in private networks and on this machine.
    """

    keyring: Keyring
    private_addresses: bool

    def open(self, session: Session, model: LanguageModel) -> Endpoint:
        """Return where the model is.

        Raises:
            ModelKeyMissing: The organization has no secret of that alias.
            SecretUnreadable: The key that the secret was encrypted with is gone.
        """
        key = None
        if model.secret_alias is not None:
            sealed = secrets.find_encrypted(
                session, organization_id=model.organization_id, alias=model.secret_alias
            )
            if sealed is None:
                raise ModelKeyMissing(
                    f"There is no secret {model.secret_alias!r}, where the key of model {model.name!r} is."
                )
            key = self.keyring.decrypt(sealed, what=f"secret {model.secret_alias!r}")
        return Endpoint(
            base_url=model.base_url,
            model=model.model,
            key=key,
            timeout_s=model.timeout_s,
            private_addresses=self.private_addresses,
        )
