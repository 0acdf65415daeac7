"""Answers, with the real Alembic, what an upgrade or downgrade does: a graph and its questions on a line of JSON each, answers likewise."""
import json
import sys
import tempfile
from types import SimpleNamespace

from alembic.runtime.migration import HeadMaintainer
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionMap


class Heads(HeadMaintainer):
    """Moves the heads without a database."""

    def __init__(self, heads):
        super().__init__(None, heads)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


def scripts(revisions):
    for one in revisions:
        module = SimpleNamespace(
            revision=one["id"],
            down_revision=tuple(one["downRevisions"]) or None,
            branch_labels=tuple(one["labels"]) or None,
            depends_on=tuple(one["dependsOn"]) or None,
            upgrade=lambda **_: None,
            downgrade=lambda **_: None,
            __doc__="",
        )
        yield Script(module, one["id"], one["id"] + ".py")


def answer(directory, question):
    current = tuple(question["from"])
    find = directory._upgrade_revs if question["direction"] == "upgrade" else directory._downgrade_revs
    try:
        steps = find(question["target"], current)
    except Exception as error:
        return {"error": type(error).__name__ + ": " + str(error)[:200]}
    return {"steps": [step.revision.revision for step in steps], "heads": heads_after(current, steps)}


def heads_after(current, steps):
    heads = Heads(current)
    try:
        for step in steps:
            heads.update_to_step(step)
    except (KeyError, AssertionError):
        # With dependencies it looks for a head that it took away before.
        return None
    return sorted(heads.heads)


with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        asked = json.loads(line)
        directory = ScriptDirectory(folder)
        directory.revision_map = RevisionMap(lambda: scripts(asked["revisions"]))
        try:
            directory.revision_map.heads
            answers = [answer(directory, question) for question in asked["questions"]]
        except Exception as error:
            answers = [{"error": type(error).__name__}] * len(asked["questions"])
        print(json.dumps({"answers": answers}), flush=True)
