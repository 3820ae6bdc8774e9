"""A new quality profile: hundreds of files are replaced within minutes, and nothing was deleted."""

from pathlib import Path

from playground import elsewhere
from tests.detection.ear import VIGILANCE, open_ear


async def test_an_upgrade_wave_of_three_hundred_files_is_no_deletion(tmp_path: Path) -> None:
    async with open_ear(tmp_path, films=420, shows=1) as ear:
        wave = elsewhere.upgrade_wave(ear.house.home.world, "radarr", 300, ear.house.clock.now)
        assert len(wave) == 300
        first = await ear.detection.reconcile()
        await ear.work()
        await ear.work(after=VIGILANCE.patience)
        again = await ear.detection.reconcile()
        for done in (first, again):
            assert (done.deleted, done.drift, done.outage, done.waiting) == ((), (), None, 0)
        assert await ear.events() == ()
        assert set(await ear.outcomes()) <= {"replaced", "noted"}
        assert await ear.detection.orphans() == {}
