"""Settings: where they come from, what they mean, and what is said when they cannot be used."""

import logging
import re
from pathlib import Path

import pytest

from bot.instances import Software, is_instance_setting
from bot.settings import PLAIN_SETTINGS, Settings, load_settings
from cascade.errors import BadInput
from cascade.policy import Caps, Order
from docs import configuration

KEY = "s3cret-k3y"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads a .env that happens to lie in the current folder."""
    monkeypatch.chdir(tmp_path)


def refusal(env_file: Path | None = None, **environ: str) -> str:
    with pytest.raises(BadInput) as caught:
        load_settings(env_file, environ)
    assert KEY not in str(caught.value)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_without_settings_the_defaults_hold() -> None:
    policy = load_settings(environ={}).policy()
    assert policy.caps == Caps(200, 2 * 10**12, 0.10)
    assert policy.order is Order.MEDIA_FIRST
    assert policy.zone.key == "UTC"


def test_a_server_is_named_by_its_software_and_further_ones_by_their_middle_word() -> None:
    settings = load_settings(
        environ={
            "RADARR_URL": "http://radarr:7878",
            "RADARR_API_KEY": KEY,
            "RADARR_UHD_URL": "http://uhd:7878",
            "RADARR_UHD_API_KEY": KEY,
            "RADARR_UHD_4K": "true",
            "PLEX_URL": "http://plex:32400",
            "PLEX_TOKEN": KEY,
        }
    )
    assert [(one.software, one.name, one.four_k) for one in settings.instances] == [
        (Software.PLEX, "plex", False),
        (Software.RADARR, "radarr", False),
        (Software.RADARR, "uhd", True),
    ]
    assert settings.instances[0].key.get_secret_value() == KEY


@pytest.mark.parametrize("alias", ["SEERR", "OVERSEERR", "JELLYSEERR"])
def test_seerr_may_be_written_by_its_older_names(alias: str) -> None:
    environ = {f"{alias}_URL": "http://s:5055", f"{alias}_API_KEY": KEY}
    (seerr,) = load_settings(environ=environ).instances
    assert (seerr.software, seerr.name, seerr.key_setting) == (Software.SEERR, "seerr", f"{alias}_API_KEY")


def test_no_way_of_printing_settings_shows_a_key_or_a_password_in_an_address() -> None:
    environ = {"PLEX_URL": f"http://me:{KEY}@plex", "PLEX_TOKEN": KEY}
    settings = load_settings(environ=environ)
    for shown in (repr(settings), str(settings), repr(settings.instances), settings.model_dump_json()):
        assert KEY not in shown


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"RADARR_URL": "http://r"}, "RADARR_API_KEY"),
        ({"RADARR_API_KEY": KEY}, "RADARR_URL"),
        ({"RADARR_UHD_URL": "http://r"}, "RADARR_UHD_API_KEY"),
        ({"RADARR_UHD_4K": "true"}, "RADARR_UHD_URL"),
        ({"RADARR_URL": f"radarr/{KEY}", "RADARR_API_KEY": KEY}, "RADARR_URL"),
        ({"RADARR_URL": f"http://r?apikey={KEY}", "RADARR_API_KEY": KEY}, "RADARR_URL"),
        ({"RADARR_URL": "http://r", "RADARR_API_KEY": f"{KEY} x"}, "RADARR_API_KEY"),
        ({"RADARR_URL": "http://r", "RADARR_API_KEY": KEY, "RADARR_4K": "maybe"}, "RADARR_4K"),
        ({"SEERR_URL": "http://a", "OVERSEERR_URL": "http://b", "SEERR_API_KEY": KEY}, "OVERSEERR_URL"),
        ({"TIMEZONE": "Mars/Base"}, "TIMEZONE"),
        ({"TIMEZONE": "../../etc/passwd"}, "TIMEZONE"),
        ({"TZ": "Mars/Base"}, "TZ"),
        ({"MAX_SIZE": "2"}, "MAX_SIZE"),
        ({"MAX_SIZE": "2T"}, "MAX_SIZE"),
        ({"MAX_SIZE": "-2TB"}, "MAX_SIZE"),
        ({"MAX_SIZE": "NaNTB"}, "MAX_SIZE"),
        ({"MAX_SIZE": "1,5TB"}, "MAX_SIZE"),
        ({"MAX_SHARE": "0.1"}, "MAX_SHARE"),
        ({"MAX_SHARE": "10"}, "MAX_SHARE"),
        ({"MAX_SHARE": "101%"}, "MAX_SHARE"),
        ({"MAX_SHARE": "nan%"}, "MAX_SHARE"),
        ({"MAX_ITEMS": "0"}, "MAX_ITEMS"),
        ({"MAX_ITEMS": "many"}, "MAX_ITEMS"),
        ({"CASCADE_ORDER": "plex-first"}, "CASCADE_ORDER"),
        ({"PATH_MAP": "/movies"}, "PATH_MAP"),
        ({"PATH_MAP": "/a=/b,/a=/c"}, "PATH_MAP"),
        ({"PATH_MAP": "/movies=data"}, "PATH_MAP"),
        ({"DATABASE_URL": f"postgresql://me:{KEY}@db/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite+aiosqlite://"}, "DATABASE_URL"),
        ({"DISK_PROBE_URL": "http://example.org:80"}, "DISK_PROBE_URL"),
        ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL"),
        ({"DISCORD_GUILD_ID": "my server"}, "DISCORD_GUILD_ID"),
        ({"DISCORD_ADMIN_ROLE_IDS": "123456,@admins"}, "DISCORD_ADMIN_ROLE_IDS"),
        ({"DISCORD_TOKEN_FILE": "/nowhere/at/all"}, "DISCORD_TOKEN_FILE"),
        ({"SYNC_EVERY_HOURS": "0"}, "SYNC_EVERY_HOURS"),
        ({"LOG_JSON": "perhaps"}, "LOG_JSON"),
        ({"CALL_DEADLINE": "inf"}, "CALL_DEADLINE"),
        ({"PLEX_URL": "http://p", "PLEX_TOKEN_FILE": "/nowhere/at/all"}, "PLEX_TOKEN_FILE"),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(environ: dict[str, str], names: str) -> None:
    assert re.search(rf"\b{names}\b", refusal(None, **environ))


def test_two_servers_of_one_name_are_refused() -> None:
    both = {
        f"{software}_UHD_{what}": value
        for software in ("RADARR", "SONARR")
        for what, value in (("URL", "http://x"), ("API_KEY", KEY))
    }
    assert "RADARR_UHD_URL" in refusal(None, **both)


def test_an_instance_cannot_take_the_name_of_another_software() -> None:
    assert "middle word" in refusal(None, RADARR_PLEX_URL="http://x", RADARR_PLEX_API_KEY=KEY)


def test_a_key_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{KEY}\n")
    environ = {"PLEX_URL": "http://p", "PLEX_TOKEN_FILE": str(secret)}
    assert load_settings(environ=environ).instances[0].key.get_secret_value() == KEY


def test_the_discord_token_may_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{KEY}\n")
    settings = load_settings(environ={"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == KEY
    assert settings.secrets() == {KEY}
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert KEY not in shown


def test_a_token_file_may_be_named_in_an_env_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(KEY)
    (tmp_path / "house.env").write_text(f"DISCORD_TOKEN_FILE={tmp_path / 'token'}\n")
    assert load_settings(tmp_path / "house.env", {}).secrets() == {KEY}


def test_several_roles_are_written_with_commas() -> None:
    assert load_settings(environ={"DISCORD_ADMIN_ROLE_IDS": "12345, 67890"}).discord_admin_role_ids == (
        12345,
        67890,
    )


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").touch()
    assert "PLEX_TOKEN_FILE" in refusal(PLEX_URL="http://p", PLEX_TOKEN_FILE=str(tmp_path / "token"))


def test_a_key_and_a_file_for_it_are_refused_together(tmp_path: Path) -> None:
    said = refusal(PLEX_URL="http://p", PLEX_TOKEN=KEY, PLEX_TOKEN_FILE=str(tmp_path))
    assert "PLEX_TOKEN_FILE" in said


def test_the_environment_wins_over_the_env_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAX_ITEMS=5\nCONCURRENCY=2\n")
    settings = load_settings(environ={"MAX_ITEMS": "7"})
    assert (settings.max_items, settings.concurrency) == (7, 2)


def test_a_named_env_file_wins_over_the_environment(tmp_path: Path) -> None:
    (tmp_path / "house.env").write_text("MAX_ITEMS=5\n")
    assert load_settings(tmp_path / "house.env", {"MAX_ITEMS": "7", "CONCURRENCY": "2"}).max_items == 5


def test_a_named_env_file_takes_no_server_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "house.env").write_text(f"PLEX_URL=http://pretend\nPLEX_TOKEN={KEY}\n")
    environ = {"RADARR_URL": "http://real", "RADARR_API_KEY": KEY, "PLEX_TOKEN_FILE": "/real"}
    settings = load_settings(tmp_path / "house.env", environ)
    assert [one.name for one in settings.instances] == ["plex"]


def test_a_dollar_sign_in_a_key_stays(tmp_path: Path) -> None:
    (tmp_path / "house.env").write_text("PLEX_URL=http://p\nPLEX_TOKEN=a${HOME}b\n")
    settings = load_settings(tmp_path / "house.env", {"HOME": "/root"})
    assert settings.instances[0].key.get_secret_value() == "a${HOME}b"


def test_a_line_that_cannot_be_read_is_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "house.env").write_text(f'PLEX_TOKEN="{KEY}\n = =\n')
    with caplog.at_level(logging.DEBUG):
        load_settings(tmp_path / "house.env", {})
    assert KEY not in caplog.text


def test_a_misspelt_cap_in_an_env_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house.env").write_text("MAX_ITEM=5\n")
    assert "MAX_ITEMS" in refusal(tmp_path / "house.env")


def test_a_missing_env_file_is_refused(tmp_path: Path) -> None:
    assert "house.env" in refusal(tmp_path / "house.env")


def test_an_empty_value_counts_as_absent() -> None:
    assert load_settings(environ={"MAX_ITEMS": "", "RADARR_URL": " "}).instances == ()


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {line.partition("=")[0] for line in example.splitlines() if "=" in line and line[0] != "#"}
    assert names - {name for name in names if is_instance_setting(name)} == set(PLAIN_SETTINGS)
    assert {Software(name.split("_")[0].lower()) for name in names if is_instance_setting(name)} == set(
        Software
    )
    assert {name for name in names if name.startswith("RADARR_UHD_")} == {
        "RADARR_UHD_URL",
        "RADARR_UHD_API_KEY",
        "RADARR_UHD_4K",
    }


def test_the_example_is_made_from_the_settings() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == configuration.example()


def test_the_example_as_it_stands_means_the_defaults() -> None:
    assert load_settings(ROOT / ".env.example", {}) == load_settings(environ={})


def test_the_table_in_the_readme_is_made_from_the_settings() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == configuration.with_table(readme)


def test_every_setting_belongs_to_a_group() -> None:
    assert set(PLAIN_SETTINGS.values()) == set(Settings.model_fields) - {"instances"}


def test_every_setting_has_one_line_of_help() -> None:
    assert all(line for _, _, line in configuration.plain())
