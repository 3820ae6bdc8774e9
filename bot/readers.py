"""Settings to the readers of plain words: the model where one is set, and the phrase reader always."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.catalogue import NOT_FOR_GUESTS, HouseholdAccount, LibraryCatalogue
from bot.settings import Settings
from cascade.errors import BadInput
from cascade.service import Cascade
from llm.phrases.reader import PhraseReader
from llm.readers import Fallback
from llm.reading import Reader, ReaderName

if TYPE_CHECKING:
    from llm.provider.client import ModelClient

_log = logging.getLogger(__name__)
_MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Ears:
    """`main` reads what people say; `alone` reads without a model."""

    main: Reader
    alone: Reader


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads for admins, and for guests; `model` is None where none is set.

    What a reader asks back can name names of the household; those for guests do not know them.
    """

    admins: Ears
    guests: Ears
    model: Reader | None = None
    client: "ModelClient | None" = None

    async def warnings(self) -> tuple[str, ...]:
        """What an operator should know of the model: a refused key, a model that is soon gone."""
        return () if self.client is None else await self.client.warnings()

    def named(self, name: ReaderName | None) -> Reader:
        """The reader somebody asks for; BadInput for the model where none is set."""
        match name:
            case None:
                return self.admins.main
            case ReaderName.PHRASE:
                return self.admins.alone
            case ReaderName.MODEL if self.model is not None:
                return self.model
            case _:
                raise BadInput("No language model is set; set OPENAI_API_KEY or OPENAI_BASE_URL.")


def without_model(cascade: Cascade) -> Readers:
    """The readers of a household that has no model."""
    admins, guests = _catalogues(cascade)
    return Readers(_deaf(PhraseReader(admins)), _deaf(PhraseReader(guests)))


def _deaf(phrase: Reader) -> Ears:
    return Ears(Fallback(None, phrase, "no language model is set"), phrase)


def _catalogues(cascade: Cascade) -> tuple[LibraryCatalogue, LibraryCatalogue]:
    return LibraryCatalogue(cascade), LibraryCatalogue(cascade, hides=NOT_FOR_GUESTS)


@asynccontextmanager
async def open_readers(settings: Settings, cascade: Cascade) -> AsyncIterator[Readers]:
    """Open the readers, and close the model's connections at the end."""
    bare = without_model(cascade)
    if settings.openai_api_key is None and settings.openai_base_url is None:
        yield bare
        return
    from llm.allowance import Allowance, Limits, Metered  # noqa: PLC0415 - openai is loaded only where used
    from llm.proposal.translate import ModelReader  # noqa: PLC0415 - likewise

    limits = Limits(
        person_calls=settings.model_calls_per_person,
        day_calls=settings.model_calls_per_day,
        month_micros=int(settings.model_budget * _MICROS),
    )
    allowance = Allowance(HouseholdAccount(cascade), limits, zone=settings.timezone)
    async with _client(settings) as client:
        if warning := allowance.warning(settings.openai_model):
            _log.warning("%s", warning)
        metered = Metered(client, settings.openai_model, allowance)
        admins, guests = (ModelReader(metered, catalogue) for catalogue in _catalogues(cascade))
        yield Readers(
            Ears(Fallback(admins, bare.admins.alone), bare.admins.alone),
            Ears(Fallback(guests, bare.guests.alone), bare.guests.alone),
            admins,
            client,
        )


def _client(settings: Settings) -> "ModelClient":
    from llm.errors import ModelError  # noqa: PLC0415 - likewise
    from llm.provider.client import ModelClient  # noqa: PLC0415 - openai is loaded only where used
    from llm.provider.endpoint import OPENAI, Api, Endpoint  # noqa: PLC0415 - likewise

    try:
        endpoint = Endpoint(
            model=settings.openai_model,
            key=settings.openai_api_key,
            base_url=settings.openai_base_url or OPENAI,
            api=Api(settings.openai_api),
            effort=settings.openai_effort,
            log_texts=settings.model_log_texts,
        )
    except ModelError as error:
        raise BadInput(error.message) from error
    return ModelClient(endpoint)
