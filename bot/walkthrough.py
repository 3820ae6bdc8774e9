"""The main job, walked through in a pretend household without Discord, told as it happens."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.output import diagnosis_table, history_table, plan_table, run_tables, sync_table
from bot.settings import load_settings
from bot.wiring import open_cascade
from cascade.errors import Refused
from cascade.plan import Plan, gb
from cascade.render import diagnosis_json, event_json, plan_json, run_json, sync_json
from cascade.report import RunReport
from cascade.service import Cascade

if TYPE_CHECKING:
    from playground.household import Household

QUERY: Final = "type:movie unwatched:>2y size:>5GB sort:-size limit:5"
PERSON: Final = "you"
ZONE: Final = ZoneInfo("Europe/Berlin")  # where the household lives


@dataclass(slots=True)
class Story:
    """Tells people what happens, and keeps the same as a document."""

    out: Console | None
    document: dict[str, object] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Tell a sentence."""
        if self.out is not None:
            self.out.print(Text(text, style="italic"))

    def command(self, text: str) -> None:
        """Show the command that would do the same."""
        if self.out is not None:
            self.out.print()
            self.out.print(Text(f"$ cascadarr {text}", style="bold cyan"), soft_wrap=True)


async def walk(story: Story, query: str, films: int) -> RunReport:
    """Go from the first sync to the history in a household of so many films."""
    from playground.household import Household  # noqa: PLC0415 - only where used

    with tempfile.TemporaryDirectory(prefix="cascadarr-demo-") as folder:
        async with Household(Path(folder) / "house", films=films, shows=max(films // 20, 4)) as home:
            story.say(
                f"A household of five servers is up: {', '.join(home.wires)}; its films are real files."
            )
            env_file = Path(folder) / "house.env"
            home.write_env(env_file)
            environ = {"DATABASE_URL": f"sqlite+aiosqlite:///{folder}/cascadarr.db"}
            async with open_cascade(load_settings(env_file, environ)) as cascade:
                return await _job(story, cascade, home, query)


async def _job(story: Story, cascade: Cascade, home: "Household", query: str) -> RunReport:
    await _read(story, cascade)
    plan = await _plan(story, cascade, query)
    before = _there(plan)
    report = await _execute(story, cascade, plan)
    await home.settle()
    story.say(f"Files of these items on disk: {before} before, {_there(plan)} now.")
    await _again(story, cascade, plan)
    await _look_back(story, cascade)
    return report


async def _read(story: Story, cascade: Cascade) -> None:
    story.command("doctor")
    diagnosis = await cascade.doctor()
    story.document["doctor"] = diagnosis_json(diagnosis)
    if story.out is not None:
        diagnosis_table(story.out, diagnosis)
    story.command("sync")
    reports = await cascade.sync()
    story.document["sync"] = sync_json(reports)
    if story.out is not None:
        sync_table(story.out, reports)


async def _plan(story: Story, cascade: Cascade, query: str) -> Plan:
    story.command(f"plan '{query}'")
    plan = await cascade.propose(query, by=PERSON)
    story.document["plan"] = plan_json(plan)
    if story.out is not None:
        plan_table(story.out, plan, ZONE)
    return plan


async def _execute(story: Story, cascade: Cascade, plan: Plan) -> RunReport:
    story.command(f"execute {plan.id} --digest {plan.digest}")
    report = await cascade.execute(plan.id, plan.digest, by=PERSON)
    story.document["execute"] = run_json(report)
    if story.out is not None:
        run_tables(story.out, [report])
    return report


async def _again(story: Story, cascade: Cascade, plan: Plan) -> None:
    story.say("A plan works once. The same again:")
    try:
        await cascade.execute(plan.id, plan.digest, by=PERSON)
    except Refused as refusal:
        story.document["again"] = refusal.message
        story.say(refusal.message)


async def _look_back(story: Story, cascade: Cascade) -> None:
    story.command("history")
    events = await cascade.history()
    story.document["history"] = [event_json(event) for event in events]
    if story.out is not None:
        history_table(story.out, events, ZONE)


def _there(plan: Plan) -> str:
    paths = [Path(file.path) for item in plan.items for file in item.files]
    there = [path for path in paths if path.exists()]
    return f"{len(there)} ({gb(sum(path.stat().st_size for path in there))})"
