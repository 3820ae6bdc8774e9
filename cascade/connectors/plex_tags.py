"""All genres, labels and collections of a Plex library, which its plain listing does not show."""

from collections import defaultdict
from collections.abc import Mapping

from cascade.connectors._together import together
from cascade.connectors.plex_client import PlexClient
from cascade.connectors.plex_rows import Tags

NO_TAGS = Tags({}, {}, {})


async def read_tags(client: PlexClient, section: str, kind: int) -> Tags:
    """Read which films or shows have which tags; `kind` is 1 for films, 2 for shows.

    A listing shows no labels and cuts an item's other tags off after two or three. Reading each item in
    full would be one heavy request per 50 items; a filtered listing per tag is a light one.
    """
    genres, labels, collections = await together(
        *(_of_field(client, section, kind, field) for field in ("genre", "label", "collection"))
    )
    return Tags(genres, labels, collections)


async def _of_field(client: PlexClient, section: str, kind: int, field: str) -> Mapping[str, tuple[str, ...]]:
    choices = await client.choices(section, kind, field)
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    refs = await together(*(client.tagged(section, kind, field, choice) for choice in choices))
    for choice, tagged in zip(choices, refs, strict=True):
        for ref in dict.fromkeys(tagged):
            found[ref] += (choice.title,)
    return dict(found)
