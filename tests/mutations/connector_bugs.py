"""Bugs planted in the connectors: what is sent, and what proves anything."""

from tests.mutations.bug import Bug

_HTTP = "tests/connectors/test_http.py"
_PLEX = "tests/connectors/test_plex.py"
_PLEX_PROOF = "tests/connectors/test_plex_proof.py"
_RADARR = "tests/connectors/test_radarr.py"
_SEERR = "tests/connectors/test_seerr.py"
_SONARR = "tests/connectors/test_sonarr.py"
_TAUTULLI = "tests/connectors/test_tautulli.py"
_GATE = "tests/execution/test_gate.py"
_TRAPS = "tests/execution/test_traps.py"

CONNECTOR_BUGS: tuple[Bug, ...] = (
    Bug(
        "a show is the other copy that its server calls by the same paths",
        "cascade/connectors/sonarr.py",
        "if (other := another_copy(self.name, subject, entry.files)) is not None:",
        "if (other := another_copy(self.name, subject, ())) is not None:",
        ("tests/connectors/test_sonarr.py::test_a_show_of_the_same_paths_and_other_sizes_is_another_copy",),
    ),
    Bug(
        "a copy of an unknown class takes the requests of the others",
        "cascade/connectors/seerr_steps.py",
        "(subject.is_4k is None and subject.last_of_title)",
        "subject.is_4k is None",
        ("tests/connectors/test_seerr.py::test_a_copy_of_an_unknown_class_takes_no_request_of_another",),
    ),
    Bug(
        "a blocklisted title is tried for ever",
        "cascade/connectors/seerr_steps.py",
        "if row.status == BLOCKLISTED and not requests:",
        "if row.status < 0 and not requests:",
        ("tests/connectors/test_seerr.py::test_a_blocklisted_title_stays_and_is_no_open_step",),
    ),
    Bug(
        "a change is sent again after a failure",
        "cascade/connectors/_http.py",
        "await self._exchange(_Call(method, path, params, headers, json, data, accept))",
        "await self._retrying()(\n"
        "            self._exchange, _Call(method, path, params, headers, json, data, accept)\n        )",
        (f"{_HTTP}::test_a_change_is_never_repeated",),
    ),
    Bug(
        "no deadline for a body that drips",
        "cascade/connectors/_http.py",
        "async with asyncio.timeout(self._deadline):",
        "async with asyncio.timeout(60 * self._deadline):",
        (f"{_HTTP}::test_a_dripping_body_ends_at_the_total_deadline",),
    ),
    Bug(
        "a quoted body holds the key",
        "cascade/connectors/_answer.py",
        'text = text.replace(secret, "***")',
        "pass",
        (f"{_HTTP}::test_a_quoted_body_is_short_plain_and_holds_no_key",),
    ),
    Bug(
        "Tautulli gets its key in the URL",
        "cascade/connectors/tautulli.py",
        "await self._http.post_read(PATH, data=form, accept={400})",
        (
            "await self._http.post_read(\n"
            '            f"{PATH}?apikey={self._key.get_secret_value()}", data=form, accept={400}\n'
            "        )"
        ),
        (_TAUTULLI,),
    ),
    Bug(
        "the first page is taken for the whole listing",
        "cascade/connectors/_paging.py",
        "        if start >= part.total:\n",
        "        if start:\n",
        (
            f"{_SEERR}::test_listings_longer_than_a_page_are_read_to_their_end",
            f"{_SEERR}::test_a_short_page_is_followed_from_where_it_ended",
        ),
    ),
    Bug(
        "a history with a gap is whole",
        "cascade/connectors/_paging.py",
        "if self.first_total is not None and self.seen < self.first_total:",
        "if self.first_total is None:",
        (
            _TAUTULLI,
            _PLEX_PROOF,
        ),
    ),
    Bug(
        "a 404 of Plex is proof",
        "cascade/connectors/plex_proof.py",
        (
            "        if (doubt := await self._doubt(step.expected, step.ref)) is not None:\n"
            "            return _unproven(doubt)\n"
        ),
        "",
        (_PLEX_PROOF,),
    ),
    Bug(
        "another Plex proves a deletion",
        "cascade/connectors/plex_proof.py",
        "if self.identity is None or root.machine_identifier != self.identity:",
        "if self.identity is None:",
        (_PLEX_PROOF,),
    ),
    Bug(
        "Plex may hold a file nobody planned",
        "cascade/connectors/_media_steps.py",
        "        if _key(file) not in refs:\n            return",
        "        if not refs:\n            return",
        (_PLEX_PROOF,),
    ),
    Bug(
        "another title under the number of Plex may go",
        "cascade/connectors/_media_steps.py",
        "if entry.guid != expected.guid:",
        "if entry.guid is None:",
        (_PLEX_PROOF,),
    ),
    Bug(
        "a rating of 0 is a value",
        "cascade/connectors/plex_rows.py",
        "rating=row.audience_rating or None,",
        "rating=row.audience_rating,",
        (_PLEX,),
    ),
    Bug(
        "labels are those of a listing, which cuts them off",
        "cascade/connectors/plex_rows.py",
        "labels=_names(row.labels) if tags is None else tags.labels.get(row.rating_key, ()),",
        "labels=_names(row.labels),",
        (_PLEX,),
    ),
    Bug(
        "a 404 of Radarr is proof",
        "cascade/connectors/_arr_target.py",
        "gone = str(number) not in others",
        "gone = True",
        (_RADARR,),
    ),
    Bug(
        "files nobody planned go with the folder",
        "cascade/connectors/_entry.py",
        "return bool(planned) and not others",
        "return True",
        (
            _RADARR,
            _SONARR,
        ),
    ),
    Bug(
        "another media file in the folder does not stop the step",
        "cascade/connectors/_entry.py",
        "if others and planned and step.action is Action.DELETE_ENTRY:",
        "if False:",
        (_RADARR,),
    ),
    Bug(
        "Radarr is told to exclude in the words of Sonarr",
        "cascade/connectors/radarr.py",
        '"addImportExclusion"',
        '"addImportListExclusion"',
        (_RADARR,),
    ),
    Bug(
        "an exclusion is not proved",
        "cascade/connectors/_entry.py",
        "    if not reading.excluded:\n",
        "    if False:\n",
        (
            _RADARR,
            f"{_GATE}::test_an_exclusion_that_is_not_there_is_made",
        ),
    ),
    Bug(
        "a season goes in the middle of its break",
        "cascade/connectors/_season.py",
        "if number in entry.coming_seasons:",
        "if False:",
        (f"{_TRAPS}::test_a_season_with_episodes_to_come_stays",),
    ),
    Bug(
        "a lost mount proves that files are gone",
        "cascade/connectors/_entry.py",
        "    if not root.accessible:\n",
        "    if False:\n",
        (_RADARR,),
    ),
    Bug(
        "an upgraded file is deleted",
        "cascade/connectors/_agreement.py",
        "if (file.ref, file.path, file.size_bytes) not in planned:",
        "if not planned:",
        (_RADARR,),
    ),
    Bug(
        "an entry with other files follows",
        "cascade/connectors/_agreement.py",
        ("    strangers = outside(files, allowed_files(subject.files))\n    if strangers:\n"),
        ("    strangers = outside(files, allowed_files(subject.files))\n    if False:\n"),
        (_RADARR,),
    ),
    Bug(
        "a season is told by its number",
        "cascade/connectors/_season.py",
        "if same_files(_of_season(entry.files, number), subject.files):",
        "if number == subject.season:",
        (_SONARR,),
    ),
    Bug(
        "specials go without being asked for",
        "cascade/connectors/_season.py",
        "if number == 0 and not allow_specials:",
        "if False:",
        (_SONARR,),
    ),
    Bug(
        "the newest season goes without being asked for",
        "cascade/connectors/_season.py",
        'if number >= newest and entry.status != "ended":',
        "if False:",
        (_SONARR,),
    ),
    Bug(
        "a season stays monitored",
        "cascade/connectors/sonarr.py",
        "if season in monitored_seasons(entry):",
        "if False:",
        (_SONARR,),
    ),
    Bug(
        "a 404 of Seerr is proof",
        "cascade/connectors/seerr.py",
        "found = (await self._requests.rows(self._since(step))).get(step.ref)",
        "found = None",
        (_SEERR,),
    ),
    Bug(
        "a request for the other class goes too",
        "cascade/connectors/seerr_steps.py",
        "return held.is_4k is subject.is_4k or (",
        "return True or (",
        (_SEERR,),
    ),
    Bug(
        "a title goes that somebody has asked for since",
        "cascade/connectors/seerr_steps.py",
        "    if strange:\n",
        "    if False:\n",
        (_SEERR,),
    ),
)
