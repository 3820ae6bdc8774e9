"""Bugs planted in confirming and carrying out: what stands before a call, and what counts as done."""

from tests.mutations.bug import Bug

_CAPS = "tests/execution/test_caps.py"
_CHANGES = "tests/execution/test_changes.py"
_COPIES = "tests/execution/test_copies.py"
_GATE = "tests/execution/test_gate.py"
_IN_DOUBT = "tests/execution/test_in_doubt.py"
_STOP = "tests/execution/test_stop.py"
_TWO_RUNS = "tests/execution/test_two_runs.py"

EXECUTION_BUGS: tuple[Bug, ...] = (
    Bug(
        "caps are ignored",
        "cascade/ledger/plans.py",
        "    if over:\n",
        "    if over and accept_partial:\n",
        (_CAPS,),
    ),
    Bug(
        "a day has no cap on shares",
        "cascade/plan.py",
        "if spent.by_kind.get(kind) and day > 2 * caps.share:",
        "if not spent.by_kind and day > 2 * caps.share:",
        (f"{_CAPS}::test_a_day_takes_twice_the_share_of_a_plan", "tests/planning/test_choice.py"),
    ),
    Bug(
        "what failed is not given back to the caps",
        "cascade/ledger/plans.py",
        "run_items.c.state.not_in((ItemState.SKIPPED.value, ItemState.FAILED.value)),",
        "run_items.c.state.not_in((ItemState.SKIPPED.value,)),",
        (f"{_CAPS}::test_what_failed_is_given_back",),
    ),
    Bug(
        "the digest is not compared",
        "cascade/ledger/plans.py",
        "if len(seen) < SHORTEST_DIGEST or not plan.digest.startswith(seen):",
        "if len(seen) < SHORTEST_DIGEST:",
        (f"{_CAPS}::test_a_digest_must_be_that_of_the_plan_and_long_enough",),
    ),
    Bug(
        "a plan runs twice",
        "cascade/ledger/plans.py",
        "if plan.state is not PlanState.PROPOSED:\n        raise",
        "if plan.state is PlanState.CANCELLED:\n        raise",
        (f"{_CAPS}::test_a_plan_runs_once",),
    ),
    Bug(
        "a cancelled plan runs",
        "cascade/ledger/plans.py",
        "if plan.state is not PlanState.PROPOSED:\n        raise",
        "if plan.state is PlanState.FINISHED:\n        raise",
        (f"{_CAPS}::test_a_cancelled_plan_is_refused",),
    ),
    Bug(
        "a plan does not expire",
        "cascade/ledger/plans.py",
        "    if now >= plan.expires_at:\n",
        "    if now >= plan.expires_at and not plan.items:\n",
        (f"{_CAPS}::test_an_expired_plan_is_refused",),
    ),
    Bug(
        "a server that is another one is believed",
        "cascade/preflight.py",
        "if known.get(server.name) != answer.identity:",
        "if server.name not in known:",
        (f"{_COPIES}::test_a_restored_plex_is_refused_and_after_adoption_an_old_plan_deletes_nothing_wrong",),
    ),
    Bug(
        "a server that refuses our key uses a plan up",
        "cascade/preflight.py",
        "if one.name in targets and one.reachable and one.version is None:",
        "if one.name in targets and not one.reachable and one.version is None:",
        ("tests/bot/test_cli.py::test_a_refused_key_uses_up_no_plan",),
    ),
    Bug(
        "a run that cannot go on is passed over without a word",
        "cascade/runs.py",
        "            except Busy:\n",
        "            except Refused:\n",
        (f"{_COPIES}::test_a_run_that_cannot_go_on_says_why",),
    ),
    Bug(
        "the server that removes the files is done without",
        "cascade/preflight.py",
        "if needed & gates or needed - agreed:",
        "if needed - agreed:",
        (f"{_GATE}::test_the_server_that_removes_the_files_is_never_done_without",),
    ),
    Bug(
        "what was read since the last look is not compared",
        "cascade/execution/recheck.py",
        "return changed(item.facts, evidence(named, facts, await self.library.knowledge()))",
        "return None",
        (f"{_CHANGES}::test_a_play_that_ends_between_the_last_look_and_the_call_is_seen",),
    ),
    Bug(
        "reads that work keep the circuit closed",
        "cascade/execution/taking.py",
        "        if not taken.unanswered:\n",
        "        if taken is not None:\n",
        ("tests/execution/test_circuit.py",),
    ),
    Bug(
        "the last look is skipped",
        "cascade/execution/recheck.py",
        "return differs or await self._newly_held(item, record)",
        "return await self._newly_held(item, record)",
        (f"{_CHANGES}::test_what_changed_since_the_plan_is_left_alone",),
    ),
    Bug(
        "the entries behind the gate are not looked at before it",
        "cascade/execution/recheck.py",
        "await self._newly_held(item, record) or await self._behind_gate(item)",
        "await self._newly_held(item, record)",
        (f"{_CHANGES}::test_what_changed_since_the_plan_is_left_alone",),
    ),
    Bug(
        "plays and sessions are read once for all",
        "cascade/execution/recheck.py",
        "if self._read_at is not None and now - self._read_at < self.policy.fresh:",
        "if self._read_at is not None:",
        (f"{_CHANGES}::test_what_somebody_begins_to_watch_during_the_run_is_left_alone",),
    ),
    Bug(
        "protections are not read again with the intent",
        "cascade/ledger/attempts.py",
        "    if veto is not None:\n",
        "    if veto is not None and not intent.call:\n",
        (
            f"{_CHANGES}::test_a_protection_added_after_the_plan_wins",
            f"{_CHANGES}::test_a_protection_added_during_the_last_look_wins",
        ),
    ),
    Bug(
        "the intent does not look for a stop",
        "cascade/ledger/attempts.py",
        "if intent.begins and run.stop_asked_by is not None:",
        "if not intent.begins and run.stop_asked_by is not None:",
        (f"{_STOP}::test_a_stop_between_the_last_look_and_the_intent_is_heeded",),
    ),
    Bug(
        "two runs may hold one item",
        "cascade/migrations/versions/0001_make_the_first_tables.py",
        '"uq_run_items_lock", ["item_id"], unique=True,',
        '"uq_run_items_lock", ["item_id"], unique=False,',
        (f"{_TWO_RUNS}::test_an_item_another_run_is_at_is_left_alone_and_can_be_planned_later",),
    ),
    Bug(
        "two processes carry out one run",
        "cascade/execution/run.py",
        "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)",
        (f"{_TWO_RUNS}::test_a_run_that_somebody_works_on_is_left_to_them",),
    ),
    Bug(
        "the intent is written after the call",
        "cascade/execution/taking.py",
        (
            "        async with self._db.write() as conn:\n"
            "            attempt = await intend(conn, intent.calling(call), knowledge, self._clock())\n"
            "        calls.append(call)\n"
            "        outcome, message = Outcome.ANSWERED, None\n"
            "        try:\n"
            "            yield\n"
        ),
        (
            "        calls.append(call)\n"
            "        outcome, message = Outcome.ANSWERED, None\n"
            "        try:\n"
            "            yield\n"
            "            async with self._db.write() as conn:\n"
            "                attempt = await intend(conn, intent.calling(call), knowledge, self._clock())\n"
        ),
        (f"{_STOP}::test_a_stop_between_the_last_look_and_the_intent_is_heeded",),
    ),
    Bug(
        "a call in doubt is written down as answered",
        "cascade/execution/taking.py",
        "outcome, message = (Outcome.IN_DOUBT if error.sent else Outcome.REFUSED), error.message",
        "outcome, message = Outcome.REFUSED, error.message",
        (f"{_IN_DOUBT}::test_a_call_that_takes_effect_after_it_was_given_up_is_not_repeated",),
    ),
    Bug(
        "a call in doubt is repeated at once",
        "cascade/execution/taking.py",
        "if self._clock() < settled:",
        "if self._clock() < doubt:",
        (f"{_STOP}::test_after_a_death_a_call_is_repeated_only_when_it_can_no_longer_take_effect",),
    ),
    Bug(
        "the second reading of a call in doubt is skipped",
        "cascade/execution/taking.py",
        "again = await order.target.probe(order.step)",
        "again = before",
        (f"{_IN_DOUBT}::test_a_call_without_effect_is_repeated_after_it_is_settled_and_read_twice",),
    ),
    Bug(
        "an answer is taken for a proof",
        "cascade/execution/taking.py",
        "await self._prove(order.target, order.step, waits=waits)",
        "Probe(State.DONE) if waits else await self._prove(order.target, order.step, waits=waits)",
        (
            f"{_GATE}::test_nothing_else_is_attempted_where_plex_says_yes_and_does_nothing",
            f"{_GATE}::test_an_exclusion_that_cannot_be_proved_is_never_called_completed",
        ),
    ),
    Bug(
        "the gate comes last",
        "cascade/execution/item.py",
        "        if item.gate.state is StepState.PENDING and (held := await self._gate(item)) is not None:\n",
        "        async with self.db.write() as conn:\n"
        "            await open_gate(conn, item)\n"
        "        await self._behind_gate(await self._read(item_id))\n"
        "        if item.gate.state is StepState.PENDING and (held := await self._gate(item)) is not None:\n",
        (f"{_GATE}::test_nothing_else_is_attempted_where_plex_may_not_delete",),
    ),
    Bug(
        "the gate opens whatever came of it",
        "cascade/execution/item.py",
        "taken = await self.taker.take(order)",
        "taken = replace(await self.taker.take(order), state=StepState.DONE)",
        (f"{_GATE}::test_nothing_else_is_attempted_where_plex_may_not_delete",),
    ),
    Bug(
        "a run for space goes on while none comes back",
        "cascade/execution/gain.py",
        "free - run.free_before >= status.frees_bytes / 2:",
        "free - run.free_before >= 0:",
        (f"{_STOP}::test_a_run_for_space_ends_where_the_disk_gains_too_little",),
    ),
    Bug(
        "a gate answers for the files of a later step",
        "cascade/plan.py",
        "if file.path not in theirs - own)",
        "if file.path not in own - own)",
        ("tests/execution/test_arr_first.py::test_merged_versions_of_two_radarrs_both_go",),
    ),
    Bug(
        "a Radarr that holds nothing of it is the gate",
        "cascade/choice.py",
        "return unplanned([file for step in steps for file in _taken(record, step)], record.listed)",
        "return unplanned(record.files, record.listed)",
        (
            "tests/execution/test_arr_first.py::test_an_entry_without_a_file_is_no_gate",
            "tests/execution/test_arr_first.py::test_a_version_no_radarr_holds_keeps_all_of_the_film",
        ),
    ),
    Bug(
        "a file that is left on disk is not seen",
        "cascade/execution/item.py",
        "            if not left:\n",
        "            if left:\n",
        (f"{_GATE}::test_a_file_that_stays_on_disk_keeps_the_rest_of_the_item_withheld",),
    ),
    Bug(
        "a day later new items are begun",
        "cascade/execution/item.py",
        "return self.clock() > self.run.confirmed_at + self.policy.resume_limit",
        "return self.clock() > self.run.confirmed_at + 9 * self.policy.resume_limit",
        (f"{_STOP}::test_a_day_later_doubt_is_settled_and_nothing_new_is_begun",),
    ),
    Bug(
        "calls are made without room for the ledger",
        "cascade/execution/taking.py",
        "await self._room()",
        "pass",
        (f"{_STOP}::test_without_room_for_the_ledger_nothing_is_called",),
    ),
    Bug(
        "the row that says available goes though a copy was dropped",
        "cascade/execution/item.py",
        "if step.action is Action.DELETE_MEDIA and await self._another_copy(item):",
        "if False and await self._another_copy(item):",
        (f"{_COPIES}::test_the_title_stays_in_seerr_when_its_other_copy_is_dropped_during_the_run",),
    ),
    Bug(
        "a partial item is reported as done",
        "cascade/execution/item.py",
        "return await self._put(conn, item, ItemState.PARTIAL, said, ends=ends)",
        "return await self._put(conn, item, ItemState.COMPLETED, said, ends=ends)",
        (f"{_GATE}::test_radarr_down_and_accepted_is_partial_and_completed_when_it_is_back",),
    ),
)
