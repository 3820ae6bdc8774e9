"""What Discord accepts of a whole message. Characters are counted as code points."""

from collections.abc import Sequence

from playground.discord.component_limits import component_problems
from playground.discord.embeds import embed_problems
from playground.discord.form import text, wrong
from playground.discord.message import Attachment, Message, MessageFlag, Upload
from playground.discord.refusal import Json, Problem, Refusal, Why, refuse_form

CONTENT = 2000
MOST_FILES = 10
# What a guild without boosts takes, in bytes, for each file.
UPLOAD = 10 * 1024 * 1024


def check_message(
    content: str,
    flags: int,
    embeds: Sequence[Json],
    components: Sequence[Json],
    attachments: Sequence[Attachment],
) -> None:
    """Raise Refusal unless Discord would take a message that looks like this in the end."""
    layout = bool(flags & MessageFlag.IS_COMPONENTS_V2)
    problems = text(("content",), content, CONTENT)
    problems += embed_problems(embeds)
    problems += component_problems(components, layout=layout)
    if len(attachments) > MOST_FILES:
        problems.append(wrong(("attachments",), f"Must be {MOST_FILES} or fewer in length."))
    if layout:
        problems += _old_fields(content, embeds)
    refuse_form(problems)
    if not (content.strip() or embeds or components or attachments):
        raise Refusal(Why.EMPTY_MESSAGE)


def check_uploads(uploads: Sequence[Upload]) -> None:
    """Raise Refusal when a file is too large."""
    if any(len(upload.data) > UPLOAD for upload in uploads):
        raise Refusal(Why.TOO_LARGE)


def check_flags(message: Message, flags: int) -> None:
    """Raise Refusal when an edit takes Components V2 away again, which Discord does not allow."""
    layout = MessageFlag.IS_COMPONENTS_V2
    if message.flags & layout and not flags & layout:
        stays = "The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed."
        raise Refusal(
            Why.INVALID_FORM, [Problem(("flags",), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", stays)]
        )


def _old_fields(content: str, embeds: Sequence[Json]) -> list[Problem]:
    unfit = "The '{}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    given = {"content": bool(content), "embeds": bool(embeds)}
    return [Problem((name,), code, unfit.format(name)) for name, there in given.items() if there]
