"""What the bot remembers places of: the kinds of its posts."""

PLAN = "plan"  # ref: plan id; the person may confirm it
FIRST_YES = "first-yes"  # ref: plan id; the first of two admins
RUN = "run"  # ref: run id; where it is told of, and who confirmed
PROGRESS = "progress"  # ref: run id; the message that is edited
RESULT = "result"  # ref: run id; the message that notifies
FEED = "feed"  # ref: event id; the message about a partial deletion, changed when it is complete
FRIENDS_TOLD = "friends-told"  # ref: event id; friends heard that it left before it was complete
DRIFT = "drift"  # ref: number; the message about an item that one system lacks
RETURN = "return"  # ref: number; the message about a title that came back
OUTAGE = "outage"  # ref: number; the alert
