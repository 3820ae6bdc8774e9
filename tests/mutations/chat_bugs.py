"""Bugs planted in conversations: whose they are, what a yes is for, what guests are told."""

from tests.mutations.bug import Bug

_CHAT = "tests/discord/test_chat.py"
_DOUBTS = "tests/discord/test_chat_doubts.py"
_FOLLOWING = "tests/bot/test_following.py"
_GUESTS = "tests/discord/test_chat_guests.py"
_HEARING = "tests/discord/test_chat_hearing.py"
_MODEL = "tests/discord/test_chat_model.py"
_TURNS = "tests/discord/test_chat_turns.py"
_WORDS = "tests/service/test_plain_words.py"

CHAT_BUGS: tuple[Bug, ...] = (
    Bug(
        "anybody answers a question that somebody else was asked",
        "bot/chat_controls.py",
        "    if person != interaction.user.id:",
        "    if person == 0:",
        (f"{_CHAT}::test_only_the_one_who_was_asked_may_answer",),
    ),
    Bug(
        "a question's button counts in every channel",
        "bot/chat_controls.py",
        "    if room != interaction.channel_id:",
        "    if room == 0:",
        (f"{_TURNS}::test_a_button_counts_in_its_own_channel_only",),
    ),
    Bug(
        "whoever was asked as an admin stays one",
        "bot/chat_controls.py",
        "    admin = is_admin(member, preferences)",
        "    admin = True",
        (f"{_GUESTS}::test_a_guest_who_was_an_admin_gets_no_plan_by_an_old_button",),
    ),
    Bug(
        "turns are counted from one in every conversation",
        "bot/talks.py",
        "        return replace(self.open, turn=_turn(), pending=None, line=None)",
        "        return replace(self.open, turn=self.open.turn + 1, pending=None, line=None)",
        (f"{_TURNS}::test_a_button_of_a_conversation_that_was_forgotten_is_dead",),
    ),
    Bug(
        "an old turn is answered",
        "bot/talks.py",
        "        if standing.open.turn != turn:",
        "        if standing.open.turn == 0:",
        (f"{_TURNS}::test_an_old_yes_makes_no_plan_of_a_later_rule",),
    ),
    Bug(
        "what was assumed needs no yes",
        "bot/proposals.py",
        "        assumed=reading.assumed,\n",
        "        assumed=(),\n",
        (f"{_MODEL}::test_a_condition_nobody_asked_for_makes_no_plan_without_a_yes",),
    ),
    Bug(
        "what no rule can hold needs no yes",
        "bot/proposals.py",
        "        unsupported=reading.unsupported,",
        "        unsupported=(),",
        (f"{_DOUBTS}::test_words_no_rule_can_hold_are_named_and_the_rule_beside_them_is_what_a_yes_makes",),
    ),
    Bug(
        "what takes in more needs no yes",
        "bot/proposals.py",
        "        widens=changed is not None and changed.widens,",
        "        widens=False,",
        (f"{_CHAT}::test_taking_in_more_wants_an_explicit_yes",),
    ),
    Bug(
        "a typed answer passes over what was asked about",
        "bot/proposals.py",
        "        overlooked=standing.messages[:-1] if alone and asked else (),",
        "        overlooked=(),",
        (f"{_TURNS}::test_a_typed_answer_that_leaves_out_what_was_asked_about_wants_a_yes",),
    ),
    Bug(
        "what was said yes to stays assumed",
        "bot/talks.py",
        "        left = Open(_turn(), before=before, asked=self.open.asked)",
        "        left = replace(self._next(), before=before)",
        (
            f"{_FOLLOWING}::test_a_settled_rule_leaves_nothing_open",
            f"{_DOUBTS}::test_what_was_said_yes_to_is_not_asked_again",
        ),
    ),
    Bug(
        "every whole sentence begins anew",
        "bot/following.py",
        "    if changed == whole:",
        "    if whole:",
        (f"{_TURNS}::test_only_such_films_means_fewer_of_the_rule_at_hand",),
    ),
    Bug(
        "a sentence that can be either is not held against the rule at hand",
        "bot/chat.py",
        "            heard = replace(before, messages=(said.text,), question=None)",
        "            heard = Standing(messages=(said.text,))",
        (f"{_TURNS}::test_a_sentence_that_could_be_either_wants_a_yes_where_it_takes_in_more",),
    ),
    Bug(
        "a conversation changes the plan of somebody else",
        "bot/plans_at_hand.py",
        "        return found if found is not None and found.by_id == str(said.member.id) else None",
        "        return found if said.admin else None",
        (
            f"{_TURNS}::test_a_conversation_that_names_somebody_elses_plan_does_not_touch_it",
            f"{_TURNS}::test_a_reply_to_somebody_elses_plan_makes_one_beside_it",
        ),
    ),
    Bug(
        "a plan is not followed to what took its place",
        "bot/plans_at_hand.py",
        "            found, plan_id = plan, await self.bot.cascade.successor(plan_id)",
        "            found, plan_id = plan, None",
        (f"{_TURNS}::test_never_mind_cancels_what_took_the_plans_place",),
    ),
    Bug(
        "a plan that was confirmed meanwhile ends a change",
        "bot/plans_at_hand.py",
        "(await self.bot.cascade.plan(old.id)).state in WAITING",
        "old.state in WAITING",
        (f"{_TURNS}::test_a_plan_confirmed_meanwhile_is_left_alone_and_said_so",),
    ),
    Bug(
        "a reply to a plan is about the newest one",
        "bot/chat.py",
        "        return Standing(rule=plan.query, plan_id=plan.id).lets_go()",
        "        return standing",
        (f"{_TURNS}::test_a_reply_to_a_plan_is_about_that_plan",),
    ),
    Bug(
        "messages of one person overtake each other",
        "bot/commands/ask.py",
        "            async with self.bot.chat.turn(message.channel.id, message.author.id):",
        "            async with self.bot.chat.turn(message.channel.id, message.id):",
        (f"{_HEARING}::test_two_messages_at_once_are_answered_one_after_the_other",),
    ),
    Bug(
        "a message that comes twice is read twice",
        "bot/commands/ask.py",
        "        if message.id in self._heard:\n            return False",
        "        if message.id in self._heard:\n            return True",
        (f"{_HEARING}::test_a_message_that_comes_twice_is_answered_once",),
    ),
    Bug(
        "bots are answered",
        "bot/commands/ask.py",
        "        if message.author.bot or message.is_system()",
        "        if message.author == self.bot.user or message.is_system()",
        (f"{_HEARING}::test_another_bot_is_not_answered",),
    ),
    Bug(
        "what Discord says itself is a request",
        "bot/commands/ask.py",
        "message.author.bot or message.is_system() or",
        "message.author.bot or",
        (f"{_HEARING}::test_what_discord_says_itself_is_no_request",),
    ),
    Bug(
        "talk under the feed is answered",
        "bot/spoken_to.py",
        " and message.channel.id not in feeds",
        "",
        (f"{_HEARING}::test_an_answer_to_the_feed_is_talk_among_people",),
    ),
    Bug(
        "a long message is cut",
        "bot/commands/ask.py",
        "        if len(words) > _LONGEST:",
        "        words = words[:_LONGEST]\n        if not words:",
        (f"{_HEARING}::test_a_long_message_is_refused_whole_rather_than_cut",),
    ),
    Bug(
        "a linked name is part of the sentence",
        "bot/commands/ask.py",
        """    return '"{}"'.format(""",
        """    return '{}'.format(""",
        (f"{_HEARING}::test_a_name_in_the_place_of_a_mention_stays_a_name",),
    ),
    Bug(
        "the place in the line stays after a failure",
        "bot/place.py",
        "                await self.shown.delete()",
        "                await self.shown.edit(content=None)",
        (f"{_HEARING}::test_the_place_in_the_line_is_told_and_taken_away",),
    ),
    Bug(
        "a direct message gets a plan",
        "bot/said.py",
        "        return self.admin and not self.direct",
        "        return self.admin",
        (f"{_CHAT}::test_direct_messages_are_read_only",),
    ),
    Bug(
        "strangers are answered",
        "bot/commands/ask.py",
        "            return None\n        return None if found is None",
        '            return Member(1, "?", frozenset(), False)\n        return None if found is None',
        (f"{_GUESTS}::test_a_stranger_is_told_nothing",),
    ),
    Bug(
        "guests choose from the names of the household",
        "bot/readers.py",
        "LibraryCatalogue(cascade, hides=NOT_FOR_GUESTS)",
        "LibraryCatalogue(cascade)",
        (
            f"{_GUESTS}::test_a_guest_gets_no_names_to_choose_from_where_an_admin_does",
            f"{_DOUBTS}::test_a_model_that_reads_for_a_guest_is_told_no_names",
        ),
    ),
    Bug(
        "guests are read to with the names of the household",
        "bot/chat.py",
        "self.bot.readers.admins if said.admin else self.bot.readers.guests",
        "self.bot.readers.admins",
        (f"{_GUESTS}::test_a_guest_gets_no_names_to_choose_from_where_an_admin_does",),
    ),
    Bug(
        "names are told wherever an admin asks",
        "bot/commands/ask.py",
        "            named=admin and (direct or message.channel.id == preferences.admin_channel_id),",
        "            named=admin,",
        (f"{_GUESTS}::test_an_admin_is_told_no_names_where_others_read_along",),
    ),
    Bug(
        "guests are told who requested how much, and where it lies",
        "bot/answers.py",
        "space_embed(report, None) if self.admin else render.space_for_guests(report)",
        "space_embed(report, None)",
        (f"{_GUESTS}::test_a_guest_is_told_figures_without_people_systems_and_folders",),
    ),
    Bug(
        "guests are told a rule with names in it",
        "bot/answers.py",
        "None if secret else plan.sentence",
        "plan.sentence",
        (f"{_GUESTS}::test_a_title_button_answers_for_whoever_clicks",),
    ),
    Bug(
        "a title button answers as it was asked, not for whoever clicks",
        "bot/answer_controls.py",
        "admin = is_admin(member_of(interaction), await bot.cascade.preferences.read())",
        "admin = member_of(interaction) is not None",
        (f"{_GUESTS}::test_a_title_button_answers_for_whoever_clicks",),
    ),
    Bug(
        "a typed yes is a yes",
        "bot/asides.py",
        "            query = standing.open.pending\n",
        "            query = standing.open.pending\n"
        '            return await self.proposals.plan(said, standing, query, "yes")\n',
        (f"{_TURNS}::test_a_typed_yes_makes_no_plan_and_deletes_nothing",),
    ),
    Bug(
        "cancel claims to cancel what goes on",
        "bot/asides.py",
        "            gone = _GOES_ON.format(id=plan.id)\n        await",
        '            gone += " It is cancelled."\n        await',
        (f"{_TURNS}::test_cancel_says_that_a_confirmed_plan_goes_on",),
    ),
    Bug(
        "everybody in a room shares one conversation",
        "cascade/household/conversations.py",
        "            conversations.c.person_id == person_id,\n            conversations.c.at",
        "            conversations.c.room_id > 0,\n            conversations.c.at",
        (f"{_WORDS}::test_a_conversation_is_one_persons_in_one_room",),
    ),
    Bug(
        "an old conversation goes on",
        "cascade/household/conversations.py",
        "            conversations.c.at >= self.clock() - KEPT,\n",
        "",
        (f"{_WORDS}::test_an_old_conversation_is_not_gone_on_with",),
    ),
)
