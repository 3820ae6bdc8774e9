"""Commands about plans: make one, ask why, give one up."""

import click

from bot.output import explanation_text, plan_table
from bot.session import Session, person, with_session
from cascade.render import explanation_json, plan_csv, plan_json


@click.command()
@click.argument("query")
@click.option("--csv", "as_csv", is_flag=True, help="Print the items as CSV.")
@with_session
def plan(session: Session, query: str, *, as_csv: bool) -> None:
    """Show what a QUERY would delete, and keep it as a plan that can be executed."""
    proposed = session.run(lambda cascade: cascade.propose(query, by=person()))
    if as_csv:
        click.echo(plan_csv(proposed), nl=False)
    else:
        zone = session.settings.timezone
        session.show(plan_json(proposed), lambda out: plan_table(out, proposed, zone, session.env_file))


@click.command()
@click.argument("query")
@click.option("--item", "item_id", type=int, required=True, metavar="ID", help="The item asked about.")
@with_session
def explain(session: Session, query: str, item_id: int) -> None:
    """Say why a QUERY selects an item, or does not."""
    explanation = session.run(lambda cascade: cascade.explain(query, item_id))
    session.show(explanation_json(explanation), lambda out: explanation_text(out, explanation))


@click.command()
@click.argument("plan_id")
@with_session
def cancel(session: Session, plan_id: str) -> None:
    """Give up a plan that was not executed."""
    session.run(lambda cascade: cascade.cancel(plan_id, by=person()))
    session.show(
        {"plan_id": plan_id, "state": "cancelled"}, lambda out: out.print(f"Plan {plan_id} is cancelled.")
    )
