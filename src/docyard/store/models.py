"""Language models of organizations."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from docyard.domain.models import AnswerMode, LanguageModel
from docyard.store.database import Session
from docyard.store.tables import LanguageModelRow


def put_model(session: Session, *, model: LanguageModel) -> bool:
    """Add a model, or bring it to what it is now; False, and nothing changed, where its name is taken."""
    row = LanguageModelRow(
        id=model.id,
        organization_id=model.organization_id,
        name=model.name,
        base_url=model.base_url,
        model=model.model,
        secret_alias=model.secret_alias,
        input_price_micros=model.input_price_micros,
        output_price_micros=model.output_price_micros,
        context_tokens=model.context_tokens,
        output_tokens=model.output_tokens,
        requests_at_a_time=model.requests_at_a_time,
        vision=model.vision,
        timeout_s=model.timeout_s,
        answer_mode=model.answer_mode.value,
        created_at=model.created_at,
        updated_at=model.updated_at,
    )
    try:
        with session.begin_nested():
            session.merge(row)
    except IntegrityError:
        return False
    return True


def find_model(session: Session, *, model_id: UUID) -> LanguageModel | None:
    """Return the model of that id, if there is one."""
    row = session.get(LanguageModelRow, model_id)
    return None if row is None else _model(row)


def find_models(
    session: Session, *, organization_id: str, names: Collection[str]
) -> Mapping[str, LanguageModel]:
    """Return those of the organization's models that have one of the names, by name."""
    query = select(LanguageModelRow).where(
        LanguageModelRow.organization_id == organization_id, LanguageModelRow.name.in_(names)
    )
    return {row.name: _model(row) for row in session.scalars(query)}


def list_models(
    session: Session, *, organization_id: str, limit: int, offset: int
) -> Sequence[LanguageModel]:
    """Return a page of the organization's models by name."""
    query = select(LanguageModelRow).where(LanguageModelRow.organization_id == organization_id)
    rows = session.scalars(query.order_by(LanguageModelRow.name).limit(limit).offset(offset))
    return tuple(_model(row) for row in rows)


def remove_model(session: Session, *, model_id: UUID) -> None:
    """Remove a model; harmless if it is gone."""
    session.execute(delete(LanguageModelRow).where(LanguageModelRow.id == model_id))


def set_answer_mode(session: Session, *, model_id: UUID, mode: AnswerMode) -> None:
    """Note how a model answers in a schema; harmless if it is gone."""
    session.execute(
        update(LanguageModelRow).where(LanguageModelRow.id == model_id).values(answer_mode=mode.value)
    )


def _model(row: LanguageModelRow) -> LanguageModel:
    return LanguageModel(
        id=row.id,
        organization_id=row.organization_id,
        name=row.name,
        base_url=row.base_url,
        model=row.model,
        secret_alias=row.secret_alias,
        input_price_micros=row.input_price_micros,
        output_price_micros=row.output_price_micros,
        context_tokens=row.context_tokens,
        output_tokens=row.output_tokens,
        requests_at_a_time=row.requests_at_a_time,
        vision=row.vision,
        timeout_s=row.timeout_s,
        answer_mode=AnswerMode(row.answer_mode),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
