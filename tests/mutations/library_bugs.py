"""Bugs planted in the Library: what is believed of listings, identities and plays."""

from tests.mutations.bug import Bug

_ADOPTION = "tests/library/test_adoption.py"
_BELIEFS = "tests/library/test_beliefs.py"
_GONE = "tests/library/test_gone.py"
_GUARDS = "tests/library/test_guards.py"
_IDENTITY = "tests/library/test_identity.py"
_LISTING = "tests/library/test_listing.py"
_PLAYS = "tests/library/test_plays.py"
_READING = "tests/library/test_reading.py"
_SYNC = "tests/library/test_sync.py"

LIBRARY_BUGS: tuple[Bug, ...] = (
    Bug(
        "a path that two servers claim proves a file",
        "cascade/library/matching.py",
        "AND o.source <> a.source AND o.size_bytes <> a.size_bytes)) AS same_path",
        "AND o.source = a.source AND o.size_bytes <> a.size_bytes)) AS same_path",
        ("tests/execution/test_copies.py::test_another_copy_that_its_server_calls_by_the_films_path_stays",),
    ),
    Bug(
        "a path proves a file of the other class",
        "cascade/library/matching.py",
        "same_files=bool(row.same_files) or (bool(row.same_path) and same_class),",
        "same_files=bool(row.same_files) or bool(row.same_path),",
        ("tests/execution/test_copies.py::test_another_copy_that_its_server_calls_by_the_films_path_stays",),
    ),
    Bug(
        "an empty listing is believed",
        "cascade/library/guards.py",
        "        return before > 0\n",
        "        return False\n",
        (_GUARDS,),
    ),
    Bug(
        "a shrunken listing is believed",
        "cascade/library/guards.py",
        "return before - after > max(_ALWAYS_ALLOWED, before * share)",
        "return False",
        (_GUARDS,),
    ),
    Bug(
        "a listing is whole without all its rows",
        "cascade/library/listing.py",
        "if self.first_total is not None and len(self._keys) != self.first_total:",
        "if False:",
        (_LISTING,),
    ),
    Bug(
        "a listing with rows nobody understood is whole",
        "cascade/library/listing.py",
        "        if self.skipped:\n",
        "        if self.skipped < 0:\n",
        (_LISTING,),
    ),
    Bug(
        "what could not be asked for is gone",
        "cascade/library/proof.py",
        "return [ref for ref, answer in zip(refs, answers, strict=True) if answer], None",
        "return [ref for ref, answer in zip(refs, answers, strict=True) if answer is not False], None",
        (_GONE,),
    ),
    Bug(
        "what a listing lacks is gone without asking",
        "cascade/library/proof.py",
        (
            "            try:\n"
            "                await read(ref)\n"
            "            except NotFound:\n"
            "                return True\n"
        ),
        (
            "            return True\n"
            "            try:\n"
            "                await read(ref)\n"
            "            except NotFound:\n"
            "                return True\n"
        ),
        (_GONE,),
    ),
    Bug(
        "a changed identity is accepted",
        "cascade/library/source_sync.py",
        "if before.identity not in {None, identity.identity} and outcome.source not in self.adopt:",
        "if identity.identity is None:",
        (_ADOPTION,),
    ),
    Bug(
        "clocks that are apart are accepted",
        "cascade/library/source_sync.py",
        "if apart > CLOCKS_APART:",
        "if apart > 99 * CLOCKS_APART:",
        (f"{_SYNC}::test_clocks_more_than_five_minutes_apart_fail_the_source",),
    ),
    Bug(
        "an alert does not keep a source from being believed",
        "cascade/library/beliefs.py",
        ("    if status.alert is not None:\n        return status.alert\n"),
        "",
        (_BELIEFS,),
    ),
    Bug(
        "one watch source covers for another",
        "cascade/library/beliefs.py",
        "return max(known) if known and len(known) == len(starts) else None",
        "return min(known) if known else None",
        (_BELIEFS,),
    ),
    Bug(
        "a listing of before an absence was proved revives the item",
        "cascade/library/reading.py",
        ("    if reading.started_at <= gone_at:\n        return False\n"),
        "",
        (_READING,),
    ),
    Bug(
        "within the hour the old number revives what we deleted",
        "cascade/library/reading.py",
        "return not ours or reading.started_at - gone_at >= REVIVAL_AFTER",
        "return True",
        (_READING,),
    ),
    Bug(
        "ids alone make an entry an item",
        "cascade/library/identity.py",
        "proved = [p.item_id for p in agreeing if p.same_files]",
        "proved = [p.item_id for p in agreeing]",
        (_IDENTITY,),
    ),
    Bug(
        "two entries of one instance for an item are one of them",
        "cascade/library/identity.py",
        "if d.item_id is not None and claims[d.holding.source, d.item_id] > 1",
        "if d.item_id is not None and claims[d.holding.source, d.item_id] > 9",
        (_IDENTITY,),
    ),
    Bug(
        "a dead key is joined by name",
        "cascade/library/play_facts.py",
        "i.guid = p.guid AND i.kind = p.kind\nWHERE p.item_id IS NULL AND p.guid IS NOT NULL AND",
        "i.title_key = p.title_key AND i.kind = p.kind\nWHERE p.item_id IS NULL AND",
        (_PLAYS,),
    ),
    Bug(
        "a key joins although the title is another",
        "cascade/library/play_facts.py",
        "       AND (p.title_key = i.title_key OR p.title_key = lower(h.title))\n       OR",
        "\n       OR",
        (_PLAYS,),
    ),
    Bug(
        "a play nobody can place is no doubt",
        "cascade/library/doubt.py",
        "UPDATE items SET watch_doubt = (id IN (SELECT id FROM doubted))",
        "UPDATE items SET watch_doubt = 0",
        (_PLAYS,),
    ),
    Bug(
        "one play told by two sources counts twice",
        "cascade/library/play_facts.py",
        "(q.source < p.source\n",
        "(q.source < ''\n",
        (_PLAYS,),
    ),
    Bug(
        "a request for a film is one for the show of its number",
        "cascade/library/wish_facts.py",
        "CROSS JOIN requests r ON r.kind = i.kind AND r.tmdb = i.tmdb",
        "CROSS JOIN requests r ON r.tmdb = i.tmdb",
        (f"{_PLAYS}::test_a_request_for_a_film_is_not_one_for_a_show_of_the_same_number",),
    ),
    Bug(
        "what lies beneath a deleted show stays",
        "cascade/library/removal.py",
        "found.update((await conn.scalars(query)).all())\n    return sorted(found)",
        "pass\n    return sorted(found)",
        (_GONE,),
    ),
)
