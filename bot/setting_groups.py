"""The settings by what they are about. A new one belongs to a group here; its description is its one line."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field, SecretStr

from bot.setting_texts import (
    DatabaseUrl,
    DiscordId,
    DiscordIds,
    LocalUrl,
    Names,
    Paths,
    Share,
    Size,
    Zone,
    lower,
    upper,
)
from cascade.policy import Order


class DiscordSettings(BaseModel):
    """Discord."""

    discord_token: SecretStr | None = Field(
        None, description="Token of the Discord bot; or DISCORD_TOKEN_FILE, a file that holds it"
    )
    discord_guild_id: DiscordId = Field(
        None, description="The id of the Discord server the bot serves, and no other"
    )
    discord_admin_role_ids: DiscordIds = Field(
        (), description="Roles whose members are admins, ids with commas between; /setup can name others"
    )
    discord_admin_channel_id: DiscordId = Field(
        None, description="The channel for plans and progress; /setup can name another, here and below"
    )
    discord_feed_channel_id: DiscordId = Field(
        None, description="The channel that hears of every deletion, for admins"
    )
    discord_friends_channel_id: DiscordId = Field(
        None, description="The channel that hears what left, for friends"
    )
    discord_chat_channel_id: DiscordId = Field(
        None, description="A channel where every message is for the bot; needs DISCORD_MESSAGE_CONTENT"
    )
    discord_message_content: bool = Field(
        False,
        description="Whether the bot may read messages that do not mention it, such as a plain “stop”; "
        "needs the Message Content intent of the developer portal",
    )
    discord_api_base: str | None = Field(None, description="A local Discord's REST address, for trying out")
    discord_gateway: str | None = Field(None, description="A local Discord's gateway, for trying out")


class HouseholdSettings(BaseModel):
    """The household: what the bot reads, and where it keeps it."""

    sync_every_hours: float = Field(
        6, gt=0, le=168, description="Hours between two syncs by the bot itself; admins can ask for more"
    )
    database_url: DatabaseUrl = Field(
        "sqlite+aiosqlite:///./cascadarr.db", description="The database: an SQLite file"
    )
    timezone: Zone = Field(
        ZoneInfo("UTC"),
        examples=[""],
        description="The zone in which days, months and years are counted; if not set, TZ or else UTC",
    )
    path_map: Paths = Field(
        {}, description="Servers' folders and where the bot sees them: /movies=/data/movies,/tv=/data/tv"
    )
    disk_path: str | None = Field(
        None, description="A folder on the disk that free: means, if the library lies on several"
    )
    disk_probe_url: LocalUrl = Field(
        None, description="A service on this machine that answers for disk space, as the playground does"
    )
    max_age_hours: float = Field(24, gt=0, le=720, description="Hours after which facts count as unknown")
    call_deadline: float = Field(10, gt=0, le=300, description="Seconds one call to a server may take in all")


class BrakeSettings(BaseModel):
    """The brakes: what a plan may take at most."""

    max_items: int = Field(200, ge=1, description="The most items one plan may delete; twice that per day")
    max_size: Size = Field(
        2 * 10**12, examples=["2TB"], description="The most one plan may delete; twice that per day"
    )
    max_share: Share = Field(
        0.10,
        examples=["10%"],
        description="The largest share of a kind (films, shows, ...) one plan may delete; twice that per day",
    )
    plan_expiry_hours: float = Field(24, gt=0, le=168, description="Hours until an unconfirmed plan expires")
    allow_specials: bool = Field(False, description="Whether season 0 (specials) may be deleted by itself")
    allow_newest_season: bool = Field(
        False, description="Whether a season that goes on, or may go on, may be deleted by itself"
    )


class RunSettings(BaseModel):
    """A run: how deletions are carried out and proved."""

    cascade_order: Annotated[Order, BeforeValidator(lower)] = Field(
        Order.MEDIA_FIRST, description="Who removes the files: media-first or arr-first"
    )
    media_order: Names = Field(
        ("plex", "jellyfin"),
        examples=["plex,jellyfin"],
        description="Which media server removes the files and whose facts win; the others follow",
    )
    concurrency: int = Field(4, ge=1, le=64, description="Items worked on at once")
    in_doubt_settle: float = Field(
        30, gt=0, le=3600, description="Seconds after which an unanswered call will have no late effect"
    )
    proof_seconds: float = Field(
        60, gt=0, le=3600, description="Seconds a server may take to show that files are gone"
    )
    retry_after: float = Field(
        60, gt=0, le=21600, description="Seconds until a failed step is tried again; doubles up to 6 hours"
    )
    database_reserve: Size = Field(
        50 * 10**6,
        examples=["50MB"],
        description="Space the database must have left, else nothing is deleted",
    )


class DetectionSettings(BaseModel):
    """Deletions made elsewhere: where servers report them, and when a disappearance is believed."""

    webhook_port: int | None = Field(
        None, ge=1, le=65535, description="The port servers report to; if not set, the bot takes no webhooks"
    )
    webhook_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="The address of this machine it listens on; 0.0.0.0 for all, as in a container",
    )
    webhook_url: str | None = Field(
        None, description="Where the servers reach it, such as http://cascadarr:9797; if not set, the former"
    )
    webhook_secret: SecretStr | None = Field(
        None,
        min_length=16,
        description="What each server's own secret is made from; or WEBHOOK_SECRET_FILE; if not set, one is "
        "made and kept beside the database",
    )
    replacement_minutes: float = Field(
        5, gt=0, le=1440, description="Minutes a new file has to take the place of one that vanished"
    )
    notice_minutes: float = Field(
        15, gt=0, le=10080, description="Minutes the other servers have to notice before it is called drift"
    )
    reconcile_every_hours: float = Field(
        12,
        ge=1,
        le=168,
        description="Hours between two comparisons of everything believed present with what the servers list",
    )
    outage_items: int = Field(
        25,
        ge=1,
        description="More titles than this gone within 10 minutes, or between two readings, are an outage "
        "and not believed",
    )
    outage_share: Share = Field(
        0.20, examples=["20%"], description="Or this share of a server's titles, if that is less"
    )


class ModelSettings(BaseModel):
    """A language model for plain words; without a key or an address they are read by rules of grammar."""

    openai_api_key: SecretStr | None = Field(
        None, description="Key of the language model's server; or OPENAI_API_KEY_FILE, a file that holds it"
    )
    openai_base_url: str | None = Field(
        None,
        description="Address of a compatible server instead of OpenAI, such as http://127.0.0.1:11434/v1",
    )
    openai_model: str = Field("gpt-6-luna", min_length=1, description="Which model reads plain words")
    openai_api: Annotated[Literal["auto", "responses", "chat"], BeforeValidator(lower)] = Field(
        "auto", description="How it is asked: responses, chat (Chat Completions), or auto to find out"
    )
    openai_effort: str | None = Field(
        None, description="How hard it thinks: low, medium, high, ... or off to never say it; if not set, low"
    )
    model_budget: float = Field(
        5, ge=0, le=100_000, description="Dollars a month after which the model is not asked any more"
    )
    model_calls_per_person: int = Field(
        50, ge=0, description="The most calls of the model for one person in 24 hours"
    )
    model_calls_per_day: int = Field(500, ge=0, description="The most calls of the model for all in 24 hours")
    model_log_texts: bool = Field(
        False, description="Whether prompts and answers go to the log at DEBUG; they hold what people wrote"
    )


class LogSettings(BaseModel):
    """The log."""

    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(upper)] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR; DEBUG also shows tracebacks"
    )
    log_json: bool = Field(False, description="Whether log lines are JSON")
