"""The content hash: what a verdict is about, and what makes two releases the same.

It covers the logical content of every published model (column names, types and the multiset of
rows, whatever their order, compression or row groups) and the data that decided what may be
published: rules, review decisions, thresholds. Bytes of files are not compared, because the same
table written twice seldom has the same bytes.

How: DuckDB gives every row two 64-bit hashes, over the columns by name and in reverse; their sums
and the number of rows go through sha256 together with the schema. That takes a second for ten
million rows, needs no sort, and guards against accident, not against an adversary who controls the
candidate. Another version of DuckDB may hash otherwise; content then has to be judged anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from gouji.release.errors import CandidateError
from gouji.release.models import MODELS


def content_hash(candidate: Path, extra: Mapping[str, str]) -> str:
    """The sha256 (64 hex digits) of the candidate's logical content and of `extra`.

    Args:
        candidate: folder with one `<model>.parquet` for each published model.
        extra: digests of what else decides a release, by name; see `judged_inputs`.

    Raises:
        CandidateError: a file is missing, is not a published model, or cannot be read.
    """
    import duckdb

    files = candidate_files(candidate)
    total = hashlib.sha256()
    with duckdb.connect() as connection:
        for name, path in sorted(files.items()):
            total.update(f"model {name} {_model_digest(connection, path)}\n".encode())
    for name, digest in sorted(extra.items()):
        total.update(f"extra {name} {digest}\n".encode())
    return total.hexdigest()


def judged_inputs(decisions: bytes | None, thresholds: bytes) -> dict[str, str]:
    """The `extra` of `content_hash`: digests of rules, review decisions and thresholds.

    `decisions` are the bytes of the decisions file, None where there is none.
    """
    return {
        "rules": _rules_digest(),
        "decisions": "none" if decisions is None else hashlib.sha256(decisions).hexdigest(),
        "thresholds": hashlib.sha256(thresholds).hexdigest(),
    }


def candidate_files(candidate: Path) -> dict[str, Path]:
    """Every published model's file by name.

    Raises:
        CandidateError: a model is missing, or there is a Parquet file that is no published model.
    """
    found = {path.stem: path for path in candidate.glob("*.parquet")}
    missing = [name for name in MODELS if name not in found]
    if missing:
        names = ", ".join(missing)
        raise CandidateError(
            f"候选数据 {candidate} 不完整，缺少：{names}。请重新运行 dbt 构建。",
            f"The candidate {candidate} is incomplete, it lacks: {names}. Run the dbt build again.",
        )
    unknown = sorted(set(found) - set(MODELS))
    if unknown:
        names = ", ".join(unknown)
        raise CandidateError(
            f"候选数据 {candidate} 中有不属于发布范围的文件：{names}。"
            "可能是旧版本遗留，请清空该文件夹后重新构建。",
            f"The candidate {candidate} holds files that are no published model: {names}. They may "
            "be left over from another version; empty the folder and build again.",
        )
    return found


def _model_digest(connection: Any, path: Path) -> str:
    import duckdb

    try:
        source = connection.read_parquet(str(path))
        columns = sorted(zip(source.columns, map(str, source.types), strict=True))
        names = ['"' + name.replace('"', '""') + '"' for name, _ in columns]
        (sums,) = connection.execute(
            f"select count(*), sum(cast(hash({', '.join(names)}) as hugeint)), "  # noqa: S608
            f"sum(cast(hash({', '.join(reversed(names))}, 'gouji') as hugeint)) "
            "from read_parquet(?)",
            [str(path)],
        ).fetchall()
    except duckdb.Error as error:
        cause = str(error).splitlines()[0]
        raise CandidateError(
            f"候选文件 {path} 无法读取：{cause}",
            f"The candidate file {path} cannot be read: {cause}",
        ) from error
    return hashlib.sha256(repr((columns, sums)).encode()).hexdigest()


def _rules_digest() -> str:
    digest = hashlib.sha256()
    folder = files("gouji.forms").joinpath("data")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".toml", ".csv")):
            digest.update(f"{entry.name}\n".encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()
