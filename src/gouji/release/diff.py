"""What changed between two releases, as far as their manifests tell: rows, files, documents.

It reads two small files and no table. What changed inside a table (which figures, of whom) is not
told here.
"""

from __future__ import annotations

from dataclasses import dataclass

from gouji.release.manifest import Manifest


@dataclass(frozen=True, slots=True)
class ModelChange:
    """Rows of one model before and after, None where it was not there."""

    model: str
    before: int | None
    after: int | None
    differs: bool
    """Whether the file differs at all."""


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """From one release to another.

    counts: name -> (before, after) of the reports and tables published and withheld.
    inputs: names of the inputs (source, rules, decisions, ...) that differ.
    documents_added, documents_removed: sha256 of documents that only one of them was made from.
    """

    before: str
    after: str
    models: tuple[ModelChange, ...]
    counts: dict[str, tuple[int | None, int | None]]
    inputs: tuple[str, ...]
    documents_added: tuple[str, ...]
    documents_removed: tuple[str, ...]


def compare(before: Manifest, after: Manifest) -> ReleaseDiff:
    """What changed from `before` to `after`."""
    old_rows, new_rows = before.rows(), after.rows()
    old_files = {path.rpartition("/")[2]: entry.sha256 for path, entry in before.files.items()}
    new_files = {path.rpartition("/")[2]: entry.sha256 for path, entry in after.files.items()}
    models = tuple(
        ModelChange(
            name,
            old_rows.get(name),
            new_rows.get(name),
            old_files.get(f"{name}.parquet") != new_files.get(f"{name}.parquet"),
        )
        for name in dict.fromkeys((*new_rows, *old_rows))
    )
    old_documents, new_documents = set(before.inputs.documents), set(after.inputs.documents)
    return ReleaseDiff(
        before.release_id,
        after.release_id,
        models,
        {
            name: (before.counts.get(name), after.counts.get(name))
            for name in dict.fromkeys((*after.counts, *before.counts))
        },
        _changed_inputs(before, after),
        tuple(sorted(new_documents - old_documents)),
        tuple(sorted(old_documents - new_documents)),
    )


def _changed_inputs(before: Manifest, after: Manifest) -> tuple[str, ...]:
    old = {**before.inputs.versions, **before.inputs.digests, "source": before.inputs.source}
    new = {**after.inputs.versions, **after.inputs.digests, "source": after.inputs.source}
    return tuple(name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name))
