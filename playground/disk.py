"""The pretend disk: real sparse files (or, for benchmarks, figures on paper) and the space they take.

Every path is a house path: relative to the data folder, with forward slashes.
"""

import os
import shutil
from abc import ABC, abstractmethod
from pathlib import Path


class Disk(ABC):
    """A disk of fixed capacity. Free space is the capacity minus the sizes of distinct inodes.

    `lost` holds top folders whose mount is gone: nothing is seen or removed there until it is back.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.total = 0
        self.used = 0
        self.lost: set[str] = set()

    @property
    def free(self) -> int:
        """Give the free space in bytes."""
        return self.total - self.used

    def reaches(self, path: str) -> bool:
        """Say whether the mount that holds this path is there."""
        return path.split("/", 1)[0] not in self.lost

    def real(self, path: str) -> Path:
        """Give where a house path really lies. ValueError for a path of this machine, not of the house."""
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError(f"{path} is no path of the house, which have no slash in front and no ..")
        return self.root / path

    def house(self, real: Path) -> str | None:
        """Give the house path of a real one, None when it lies elsewhere."""
        return real.relative_to(self.root).as_posix() if real.is_relative_to(self.root) else None

    def lose(self, folder: str) -> None:
        """Take a mount (a top folder) away with all that is on it."""
        self.lost.add(folder)

    def find(self, folder: str) -> None:
        """Bring a lost mount back."""
        self.lost.discard(folder)

    @abstractmethod
    def write(self, path: str, size: int) -> None:
        """Make a file of that size. Raises FileExistsError when there is one."""

    @abstractmethod
    def link(self, source: str, target: str) -> None:
        """Give a file a second name, which takes no space."""

    @abstractmethod
    def size(self, path: str) -> int | None:
        """Give a file's size, None when there is no such file (or its mount is lost)."""

    @abstractmethod
    def unlink(self, path: str) -> bool:
        """Remove one name; the space comes back with the last. False when there was none."""

    @abstractmethod
    def move(self, source: str, target: str) -> None:
        """Rename a file; no space comes back."""

    @abstractmethod
    def under(self, folder: str) -> list[str]:
        """List the files below a folder, sorted; empty when it is absent or lost."""

    @abstractmethod
    def is_empty(self, folder: str) -> bool:
        """Say whether a folder holds nothing, or is not there, or its mount is lost."""

    def remove_folder(self, folder: str) -> None:
        """Remove a folder and every file below it."""
        for path in self.under(folder):
            self.unlink(path)
        self._drop_folders(folder)

    @abstractmethod
    def _drop_folders(self, folder: str) -> None:
        """Remove the emptied folders."""


class SparseDisk(Disk):
    """Real sparse files: their size is true, their blocks are not there.

    A lost mount leaves an empty folder behind, as real ones do, for whoever looks past the servers.
    """

    def lose(self, folder: str) -> None:
        super().lose(folder)
        aside = self._aside(folder)
        aside.parent.mkdir(parents=True, exist_ok=True)
        self.real(folder).rename(aside)
        self.real(folder).mkdir()

    def find(self, folder: str) -> None:
        super().find(folder)
        self.real(folder).rmdir()
        self._aside(folder).rename(self.real(folder))

    def _aside(self, folder: str) -> Path:
        return self.root.with_name(f"{self.root.name}-lost") / folder

    def write(self, path: str, size: int) -> None:
        real = self.real(path)
        real.parent.mkdir(parents=True, exist_ok=True)
        with real.open("xb") as file:
            file.truncate(size)
        self.used += size

    def link(self, source: str, target: str) -> None:
        self.real(target).parent.mkdir(parents=True, exist_ok=True)
        self.real(target).hardlink_to(self.real(source))

    def size(self, path: str) -> int | None:
        if not self.reaches(path):
            return None
        try:
            return self.real(path).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def unlink(self, path: str) -> bool:
        if self.size(path) is None:
            return False
        was = self.real(path).stat()
        self.real(path).unlink()
        if was.st_nlink == 1:
            self.used -= was.st_size
        return True

    def move(self, source: str, target: str) -> None:
        self.real(target).parent.mkdir(parents=True, exist_ok=True)
        self.real(source).rename(self.real(target))

    def under(self, folder: str) -> list[str]:
        if not self.reaches(folder):
            return []
        start = len(str(self.root)) + 1
        return sorted(
            os.path.join(at, name)[start:]  # noqa: PTH118 - thousands of names: a Path each is slow
            for at, _, names in os.walk(self.real(folder))
            for name in names
        )

    def is_empty(self, folder: str) -> bool:
        real = self.real(folder)
        return not self.reaches(folder) or not real.is_dir() or next(real.iterdir(), None) is None

    def _drop_folders(self, folder: str) -> None:
        if self.reaches(folder):
            shutil.rmtree(self.real(folder), ignore_errors=True)


class PaperDisk(Disk):
    """Sizes in memory alone, for a household too large to lay out."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._inodes: dict[str, list[int]] = {}  # path -> [size, names]; linked names share the list
        self._folders: dict[str, set[str]] = {}

    def write(self, path: str, size: int) -> None:
        self._name(path, [size, 0])
        self.used += size

    def link(self, source: str, target: str) -> None:
        self._name(target, self._inodes[source])

    def size(self, path: str) -> int | None:
        inode = self._inodes.get(path) if self.reaches(path) else None
        return inode[0] if inode else None

    def unlink(self, path: str) -> bool:
        if self.size(path) is None:
            return False
        inode = self._inodes.pop(path)
        inode[1] -= 1
        for folder in _parents(path):
            self._folders[folder].discard(path)
        if inode[1] == 0:
            self.used -= inode[0]
        return True

    def move(self, source: str, target: str) -> None:
        self.link(source, target)
        self.unlink(source)

    def under(self, folder: str) -> list[str]:
        return sorted(self._folders.get(folder, ())) if self.reaches(folder) else []

    def is_empty(self, folder: str) -> bool:
        return not self.reaches(folder) or not self._folders.get(folder)

    def _name(self, path: str, inode: list[int]) -> None:
        if path in self._inodes:
            raise FileExistsError(path)
        self._inodes[path] = inode
        inode[1] += 1
        for folder in _parents(path):
            self._folders.setdefault(folder, set()).add(path)

    def _drop_folders(self, folder: str) -> None:
        self._folders.pop(folder, None)


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
