"""Answers, with the real Alembic, what a graph looks like, and what an upgrade, a downgrade or a stamp does: a graph and its questions on a line of JSON each, answers likewise."""
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


def steps_of(directory, question):
    current = tuple(question["from"])
    if question["direction"] == "stamp":
        return directory._stamp_revs(tuple(question["target"].split()), current)
    find = directory._upgrade_revs if question["direction"] == "upgrade" else directory._downgrade_revs
    return find(question["target"], current)


def answer(directory, question):
    try:
        steps = steps_of(directory, question)
    except Exception as error:
        return {"error": type(error).__name__ + ": " + str(error)[:200]}
    runs = [] if question["direction"] == "stamp" else [step.revision.revision for step in steps]
    return {"steps": runs, "heads": heads_after(tuple(question["from"]), steps)}


def shape(directory):
    every = list(directory.walk_revisions())
    return {
        "heads": sorted(directory.get_heads()),
        "realHeads": sorted(one.revision for one in directory.get_revisions("heads")),
        "bases": sorted(directory.get_bases()),
        "branchPoints": sorted(one.revision for one in every if one.is_branch_point),
        "mergePoints": sorted(one.revision for one in every if one.is_merge_point),
    }


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
        answers = [answer(directory, question) for question in asked["questions"]]
        print(json.dumps({"shape": shape(directory), "answers": answers}), flush=True)
