"""A link from each asset to the file it is defined in, which the UI's own server shows.

Dagster's references to local files open an editor on the machine of whoever looks, which is seldom
the one where the program is installed; of any other address its UI says that it is GitLab.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from orchestration.serving import links
from orchestration.serving.pages import package_path

SOURCE = "source"
_REFERENCES = "dagster/code_references"


def with_source_links(assets: Iterable[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
    """The same assets, with a link in their metadata that any browser opens."""
    return [one.map_asset_specs(_linked) for one in dg.with_source_code_references([*assets])]  # type: ignore[union-attr]


def _linked(spec: dg.AssetSpec) -> dg.AssetSpec:
    """The first reference is the nearest: the file of a model before that of all models."""
    for reference in spec.metadata[_REFERENCES].code_references:
        path = package_path(Path(reference.file_path))
        if path is not None:
            link = dg.MetadataValue.url(links.source(path, reference.line_number))
            return spec.replace_attributes(metadata={**spec.metadata, SOURCE: link})
    return spec
