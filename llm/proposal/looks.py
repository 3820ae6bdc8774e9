"""What a model sees of the Library on request: a few rows, as data, made harmless."""

import json
from collections.abc import Mapping, Sequence

from cascade.media import Kind
from llm.catalogue import Catalogue
from llm.proposal.clean import clean
from llm.proposal.draft import Search, Stats


async def search(sent: Search, catalogue: Catalogue) -> str:
    """Return titles as JSON rows."""
    text = clean(sent.text)
    found = await catalogue.search(text, Kind(sent.kind) if sent.kind else None, sent.limit) if text else ()
    rows = [
        {"id": one.item_id, "kind": one.kind.value, "title": clean(one.title), "year": one.year}
        for one in found[: sent.limit]
    ]
    return _data(rows)


async def stats(sent: Stats, catalogue: Catalogue) -> str:
    """Return figures as JSON rows."""
    shares = await catalogue.stats(sent.group_by)
    rows = [
        {"name": clean(one.name), "items": one.items, "gigabytes": one.size_bytes // 10**9}
        for one in shares[:20]
    ]
    return _data(rows)


def _data(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps({"data": rows}, ensure_ascii=False)
