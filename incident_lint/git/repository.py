"""A repository: what of it is tracked, which commits it knows, who contributed."""

from __future__ import annotations

import os
from functools import cached_property

from incident_lint.digests import digest
from incident_lint.errors import GitError
from incident_lint.git.process import run
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_COMMITS = 20_000
"""Commits whose authors count as contributors: the newest ones, so that a long history costs no more."""

MAX_NAMES = 500
"""Tags asked for by name; of more all are listed: a command line is not endless."""

_TAG = regex(r"[!-)+-9;->@-Z\]_-}]+")
"""What a name of a tag may hold that is no pattern to `git for-each-ref`."""
_OBJECT_ID = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Repository:
    """A git repository with a work tree at `root`; without one, `root` is the repository itself."""

    root: str
    bare: bool = False
    folder: str = ""
    """The git directory: of a linked work tree its own."""

    @classmethod
    def find(cls, start: str, *, bare: bool = False) -> Repository | None:
        """The repository that `start` (a folder) stands in; None where there is none.

        GitError where git is not there or refuses (a repository owned by someone else), and for a repository without a
        work tree, but where `bare` asks for that too.
        """
        try:
            found = run(["rev-parse", "--show-toplevel", "--absolute-git-dir"], start)
        except GitError as error:
            if error.message == "not in a git repository":
                return None
            if "must be run in a work tree" in error.message:
                if bare:
                    folder = run(["rev-parse", "--absolute-git-dir"], start)
                    return cls(os.fsdecode(folder.removesuffix(b"\n")), bare=True)
                raise GitError(
                    "this is a bare repository: there are no files to check", "clone it, or check a range"
                ) from None
            raise
        top, _, folder = found.removesuffix(b"\n").partition(b"\n")
        if b"\n" in folder:  # a line break in a name: one question at a time
            top = run(["rev-parse", "--show-toplevel"], start).removesuffix(b"\n")
            folder = run(["rev-parse", "--absolute-git-dir"], start).removesuffix(b"\n")
        return cls(os.fsdecode(top), folder=os.fsdecode(folder))

    @cached_property
    def listing(self) -> bytes:
        """Every path in the index (tracked or staged), relative to the root, each ended by a NUL."""
        return run(["ls-files", "-z", "--cached", "--full-name"], self.root)

    def tracked(self) -> list[str]:
        """Every path in the index (tracked or staged), relative to the root."""
        return list(dict.fromkeys(os.fsdecode(self.listing).split("\0")[:-1]))

    def named(self, names: Iterable[str]) -> list[str]:
        """Every path in the index (tracked or staged) that ends in one of these file names."""
        patterns = [f":(top,glob)**/{_literal(one)}" for one in sorted(set(names))]
        if not patterns:
            return []
        listed = run(["ls-files", "-z", "--cached", "--full-name", "--", *patterns], self.root)
        return list(dict.fromkeys(os.fsdecode(listed).split("\0")[:-1]))

    def visible(self, folder: str) -> list[str]:
        """Every path under a folder that is tracked, or neither tracked nor ignored."""
        arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name"]
        listed = run([*arguments, "--", f":(top,literal){folder}" if folder else ":(top)"], self.root)
        return list(dict.fromkeys(os.fsdecode(one) for one in listed.split(b"\0") if one))

    @cached_property
    def _settings(self) -> list[bytes]:
        """The names of all settings in force."""
        return run(["config", "--list", "--name-only", "-z"], self.root).split(b"\0")

    @cached_property
    def shallow(self) -> bool:
        """Whether history was cut off, or objects are left with a promisor: then an absent commit proves nothing."""
        if run(["rev-parse", "--is-shallow-repository"], self.root).strip() == b"true":
            return True
        return any(name.startswith(b"remote.") and name.endswith(b".promisor") for name in self._settings)

    def commits(self, ids: Iterable[str]) -> dict[str, bool | None]:
        """Whether each id, written in full, is a commit here; None where that cannot be told (a shallow clone)."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        data = "".join(f"{one}\n" for one in wanted).encode()
        lines = (
            run(["cat-file", "--batch-check=%(objecttype)"], self.root, data).decode("utf-8", "replace").splitlines()
        )
        absent = None if self.shallow else False
        return {
            one: True if line == "commit" else absent if line.endswith("missing") else False
            for one, line in zip(wanted, lines, strict=True)
        }

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The names of those who wrote the newest commits, `.mailmap` honoured; empty before the first commit."""
        try:
            # a user's own settings could mix signatures into the names, or write them in another encoding
            plain = ["--no-show-signature", "--encoding=UTF-8"]
            names = run(["log", "-z", *plain, f"--max-count={MAX_COMMITS}", "--format=%aN", "HEAD", "--"], self.root)
        except GitError:
            return ()  # no commit yet: nobody has contributed
        return tuple(sorted({one.decode("utf-8", "replace").strip() for one in names.split(b"\0")} - {""}))

    def authorship(self) -> str:
        """What `people` rests on, told without reading a commit: HEAD and `.mailmap`. Empty where it rests on more."""
        try:
            head, cut = run(["rev-parse", "HEAD", "--is-shallow-repository"], self.root).decode("ascii").split()
        except (GitError, ValueError):
            return ""
        mailmap = os.path.join(self.root, ".mailmap")
        if cut != "false" or os.path.islink(mailmap) or any(name.startswith(b"mailmap.") for name in self._settings):
            return ""
        try:
            with open(mailmap, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return head
        except OSError:
            return ""
        return f"{head} {digest(data)}"

    def head(self) -> str | None:
        """The commit that HEAD points to; None on an unborn branch. GitError where it points to nothing readable."""
        found = self._commit("HEAD")
        if found is None:
            try:
                branch = run(["symbolic-ref", "--quiet", "HEAD"], self.root).strip()
                unborn = not run(["for-each-ref", branch.decode("utf-8", "surrogateescape")], self.root)
                unborn = unborn and not _answer(["rev-parse", "--verify", "--quiet", "HEAD"], self.root)
            except GitError:
                unborn = False
            if not unborn:
                raise GitError("HEAD leads to no commit that can be read", "`git fsck` says what is damaged")
        return found

    def commit(self, name: str) -> str:
        """The full id of the commit that a name means. GitError, with the remedy, where it means none here."""
        found = self._commit(name)
        if found is not None:
            return found
        if self.cut_off:
            raise GitError(f"unknown commit in a shallow clone: {name}", FETCH_ALL)
        raise GitError(f"unknown commit: {name}", "fetch it first, or check how it is spelt")

    def peeled(self, oid: str) -> str | None:
        """The commit that an object leads to (a tag's, or its own); None where it leads to none."""
        return self._commit(oid)

    def kind(self, oid: str) -> str | None:
        """The type of an object; None where it is not here."""
        return self.objects([oid])[oid][0]

    def objects(self, ids: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
        """For each object id: its type, None where it is not here; and the commit it leads to, None for none."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        data = "".join(f"{one}\n{one}^{{commit}}\n" for one in wanted).encode()
        listed = run(["cat-file", "--batch-check=%(objecttype) %(objectname)"], self.root, data)
        rows = [line.split(" ") for line in listed.decode("utf-8", "replace").splitlines()]
        return {
            one: (None if row[-1] == "missing" else row[0], None if peeled[-1] == "missing" else peeled[1])
            for one, row, peeled in zip(wanted, rows[::2], rows[1::2], strict=True)
        }

    def _commit(self, name: str) -> str | None:
        try:
            found = run(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"], self.root)
        except GitError as error:
            if "failed: no message" in error.message:  # --quiet: that is how it says no
                return None
            if not error.hint and "rev-parse failed" in error.message:
                return None
            raise
        lines = found.decode("ascii", "replace").split()
        # before git 2.30 `--end-of-options` is printed back
        return next((one for one in lines if _OBJECT_ID.fullmatch(one)), None)

    @cached_property
    def cut_off(self) -> frozenset[str]:
        """The commits at which a shallow clone was cut off: git says that they have no parents, and that is not so."""
        if run(["rev-parse", "--is-shallow-repository"], self.root).strip() != b"true":
            return frozenset()
        try:
            return frozenset(self.words_in("shallow", os.environ.get("GIT_SHALLOW_FILE", "")))
        except (OSError, ValueError):
            raise GitError("this is a shallow clone, and where it was cut off cannot be read", FETCH_ALL) from None

    def words_in(self, name: str, path: str = "") -> list[str]:
        """The words of a file of git's own (or of the one at `path` instead). OSError or ValueError without one."""
        path = path or os.fsdecode(run(["rev-parse", "--git-path", name], self.root).removesuffix(b"\n"))
        with open(os.path.join(self.root, path), encoding="ascii") as file:
            return file.read().split()

    def merge_bases(self, one: str, other: str) -> list[str]:
        """The best common ancestors of two commits. GitError in a shallow clone: they may lie beyond the cut."""
        if self.cut_off:
            raise GitError("a merge cannot be judged in a shallow clone: where its sides parted is not here", FETCH_ALL)
        return _answer(["merge-base", "--all", one, other], self.root)

    def is_ancestor(self, one: str, other: str) -> bool:
        """Whether `other` has `one` in its history."""
        return not run(["rev-list", "--max-count=1", one, f"^{other}", "--"], self.root).strip()

    def references(self, *prefixes: str) -> dict[str, str]:
        """Every reference below these prefixes (all, where none is given), with the commit it leads to."""
        form = "%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(symref)"
        listed = run(["for-each-ref", f"--format={form}", *prefixes], self.root)
        found: dict[str, str] = {}
        for line in listed.split(b"\n")[:-1]:
            name, kind, oid, inner_kind, inner, symbolic = line.decode("utf-8", "surrogateescape").split("\0")
            if symbolic:
                continue  # it is another reference, and goes where that one goes
            if kind == "commit":
                found[name] = oid
            elif inner_kind == "commit":
                found[name] = inner
        return found

    def tags(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Those of these tags that are here, each with the id and the type of what it points to."""
        refs = {f"refs/tags/{one}" for one in names if _TAG.fullmatch(one)}
        if not refs:
            return {}
        few = sorted(refs) if len(refs) <= MAX_NAMES else ["refs/tags/"]
        listed = run(["for-each-ref", "--format=%(refname) %(objectname) %(objecttype)", *few], self.root)
        rows = (line.rsplit(" ", 2) for line in listed.decode("utf-8", "surrogateescape").splitlines())
        return {name.removeprefix("refs/tags/"): (oid, kind) for name, oid, kind in rows if name in refs}

    def default_branch(self, remote: str = "origin") -> str | None:
        """The commit of the remote's default branch as far as it is known here; None where it is not."""
        for name in (f"refs/remotes/{remote}/HEAD", f"refs/remotes/{remote}/main", f"refs/remotes/{remote}/master"):
            found = self._commit(name)
            if found is not None:
                return found
        return None


FETCH_ALL = "fetch the whole history: `git fetch --unshallow`; in CI, `fetch-depth: 0` or `GIT_DEPTH: 0`"


def _answer(arguments: list[str], cwd: str) -> list[str]:
    """Ids, one a line; none where git says by its exit status that there are none."""
    try:
        return run(arguments, cwd).decode("ascii").split()
    except GitError as error:
        if error.message.endswith("failed: no message"):
            return []
        raise


def _literal(name: str) -> str:
    """A file name as a pattern that means it alone."""
    return "".join(f"\\{sign}" if sign in "*?[\\" else sign for sign in name)
