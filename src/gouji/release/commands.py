"""What a person asks of the releases: `gouji releases list|show|where|verify|diff|rollback|..`.

`add_arguments` puts the sub-commands under a parser; `releases` carries one out and returns the
exit code: 0 done, 1 a release is not as its manifest says, 2 it cannot be done as asked (no such
release, a damaged file, another publisher at work). Results go to standard output, errors to
standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

from gouji.errors import GoujiError
from gouji.language import from_locale
from gouji.release.diff import compare
from gouji.release.errors import NoSuchRelease, PushRefused
from gouji.release.manifest import MANIFEST, Manifest, read_manifest
from gouji.release.pointer import Pointer, read_pointer
from gouji.release.postgres.push import push
from gouji.release.postgres.target import URL, Target
from gouji.release.prune import prune
from gouji.release.rollback import lift_hold, roll_back
from gouji.release.verify import verify_release
from gouji.settings import Settings
from gouji.storage import StorageError, Store, open_store

DONE, DIFFERS, REFUSED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-commands of `gouji releases`."""
    commands = parser.add_subparsers(dest="releases_command", required=True, metavar="COMMAND")
    one = "release id; the current release by default"
    listing = commands.add_parser("list", help="every release, newest first")
    show = commands.add_parser("show", help="what is in a release, and what it was made from")
    show.add_argument("release", nargs="?", help=one)
    where = commands.add_parser("where", help="the folder or s3:// prefix of a release")
    where.add_argument("release", nargs="?", help=one)
    verify = commands.add_parser("verify", help="hold every file against the manifest")
    verify.add_argument("release", nargs="?", help=one)
    diff = commands.add_parser("diff", help="what changed between two releases")
    diff.add_argument("before", nargs="?", help="the one before AFTER by default")
    diff.add_argument("after", nargs="?", help=one)
    rollback = commands.add_parser(
        "rollback", help="make an earlier release current, and hold what was rolled back"
    )
    rollback.add_argument("release", nargs="?", help="the one before the current by default")
    rollback.add_argument("--reason", default="", help="why; told to whoever publishes next")
    rollback.add_argument(
        "--unhold", metavar="RELEASE", help="let that content be published again; moves nothing"
    )
    prune_ = commands.add_parser("prune", help="delete old releases, never the current one")
    prune_.add_argument("--keep", type=int, required=True, help="how many of the newest to keep")
    prune_.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    push_ = commands.add_parser(
        "push", help="copy the marts of a release into a PostgreSQL schema, in one transaction"
    )
    push_.add_argument(
        "url",
        nargs="?",
        metavar="postgresql://..",
        help="the database (GOUJI_POSTGRES); the password rather in PGPASSWORD or ~/.pgpass",
    )
    push_.add_argument("--release", help=one)
    push_.add_argument("--schema", help="the schema (GOUJI_POSTGRES_SCHEMA; gouji)")
    push_.add_argument(
        "--reader", metavar="ROLE", help="who may read it (GOUJI_POSTGRES_READER; gouji_reader)"
    )
    push_.add_argument(
        "--again", action="store_true", help="even if the schema holds this release already"
    )
    for command in (listing, show, where, verify, diff, rollback, prune_, push_):
        command.add_argument("--home", help="the home (GOUJI_HOME)")
        command.add_argument("--releases", help="the releases folder or s3:// url (GOUJI_RELEASES)")
        command.add_argument("--lang", choices=("zh", "en"), help="language of the messages")


def releases(args: argparse.Namespace) -> int:
    """Carry out one of the sub-commands."""
    lang = getattr(args, "lang", None) or from_locale()
    try:
        settings = Settings.from_environment(home=args.home, releases=args.releases)
        store = open_store(settings.releases, settings.storage_options)
        return _COMMANDS[args.releases_command](store, args, lang)
    except GoujiError as error:
        sys.stderr.write(f"{error.reason.text(lang)}\n")
        return REFUSED


def _list(store: Store, args: argparse.Namespace, lang: str) -> int:
    pointer = read_pointer(store).pointer
    finished, started = _folders(store)
    if not started:
        _tell(lang, f"{store.url} 中还没有任何发布。", f"There is no release in {store.url} yet.")
        return DONE
    published = _published(store, pointer)
    for release_id in sorted(started, reverse=True):
        if release_id not in finished:
            _line(f"{release_id}  {_state(lang, 'unfinished')}")
            continue
        manifest = read_manifest(store, release_id)
        state = _state(lang, _standing(manifest, pointer, published))
        _line(f"{release_id}  {manifest.created_at}  {state}  {_counts(manifest, lang)}")
    return DONE


def _show(store: Store, args: argparse.Namespace, lang: str) -> int:
    pointer = read_pointer(store).pointer
    manifest = read_manifest(store, args.release or _current(store, pointer))
    state = _state(lang, _standing(manifest, pointer, _published(store, pointer)))
    _line(f"{manifest.release_id}  {state}")
    facts = {
        ("时间", "created"): manifest.created_at,
        ("内容", "content"): manifest.content_hash,
        ("上一个", "previous"): manifest.previous or "-",
        ("来源", "source"): manifest.inputs.source,
        ("文件份数", "documents"): len(manifest.inputs.documents),
        ("判定", "verdict"): manifest.verdict.get("verdict", "-"),
        ("数量", "counts"): _counts(manifest, lang),
    }
    for (zh, en), value in facts.items():
        _line(f"  {zh if lang == 'zh' else en}: {value}")
    for name, value in {**manifest.inputs.versions, **manifest.inputs.digests}.items():
        _line(f"  {name}: {value}")
    for path, entry in manifest.files.items():
        rows = "" if entry.rows is None else f"  {entry.rows} {'行' if lang == 'zh' else 'rows'}"
        _line(f"  {path}  {entry.size} B{rows}")
    for reason in manifest.verdict.get(f"reasons_{lang}", ()):
        _line(f"  ! {reason}")
    return DONE


def _where(store: Store, args: argparse.Namespace, lang: str) -> int:
    release_id = args.release or _current(store, read_pointer(store).pointer)
    _line(store.uri(read_manifest(store, release_id).release_id))
    return DONE


def _verify(store: Store, args: argparse.Namespace, lang: str) -> int:
    release_id, problems = verify_release(store, args.release)
    if not problems:
        _tell(lang, f"{release_id} 完好，与清单一致。", f"{release_id} is as its manifest says.")
        return DONE
    _tell(lang, f"{release_id} 与清单不符：", f"{release_id} is not as its manifest says:")
    for problem in problems:
        _line(f"  {problem.zh if lang == 'zh' else problem.en}")
    return DIFFERS


def _diff(store: Store, args: argparse.Namespace, lang: str) -> int:
    after = read_manifest(store, args.after or _current(store, read_pointer(store).pointer))
    if args.before is None and after.previous is None:
        raise NoSuchRelease(
            f"{after.release_id} 之前没有发布。", f"There is no release before {after.release_id}."
        )
    difference = compare(read_manifest(store, args.before or str(after.previous)), after)
    _line(f"{difference.before} -> {difference.after}")
    same, other = ("相同", "不同") if lang == "zh" else ("same", "differs")
    for change in difference.models:
        mark = other if change.differs else same
        _line(f"  {change.model}: {_number(change.before)} -> {_number(change.after)}  {mark}")
    for name, (old, new) in difference.counts.items():
        _line(f"  {name}: {_number(old)} -> {_number(new)}")
    more, fewer = len(difference.documents_added), len(difference.documents_removed)
    _tell(
        lang, f"  文件新增 {more} 份，减少 {fewer} 份", f"  documents: {more} more, {fewer} fewer"
    )
    if difference.inputs:
        _tell(
            lang,
            f"  有变化：{'、'.join(difference.inputs)}",
            f"  changed: {_names(difference.inputs)}",
        )
    return DONE


def _prune(store: Store, args: argparse.Namespace, lang: str) -> int:
    pruned = prune(store, args.keep, dry_run=args.dry_run)
    if not pruned:
        _tell(lang, "没有可删除的发布。", "There is nothing to delete.")
    for release_id in pruned:
        if args.dry_run:
            _tell(lang, f"将删除 {release_id}", f"would delete {release_id}")
        else:
            _tell(lang, f"已删除 {release_id}", f"deleted {release_id}")
    return DONE


def _rollback(store: Store, args: argparse.Namespace, lang: str) -> int:
    if args.unhold:
        hold = lift_hold(store, args.unhold)
        _tell(
            lang,
            f"已解除扣留：{hold.release_id}，其内容可以再次发布。",
            f"The hold on {hold.release_id} is lifted; its content may be published again.",
        )
        return DONE
    done = roll_back(store, args.release, reason=args.reason)
    if done.now == done.was:
        _tell(lang, f"{done.now} 已是当前发布。", f"{done.now} is the current release already.")
        return DONE
    _tell(lang, f"当前发布：{done.was} -> {done.now}", f"Current release: {done.was} -> {done.now}")
    for hold in done.newly_held:
        _tell(
            lang,
            f"已扣留 {hold.release_id} 的内容；解除："
            f"gouji releases rollback --unhold {hold.release_id}",
            f"The content of {hold.release_id} is held; to lift it: "
            f"gouji releases rollback --unhold {hold.release_id}",
        )
    return DONE


def _push(store: Store, args: argparse.Namespace, lang: str) -> int:
    target = Target.from_environment(args.url, schema=args.schema, reader=args.reader)
    if target is None:
        raise PushRefused(
            f"请给出目标数据库：gouji releases push postgresql://...，或设置 {URL}。",
            f"Name the database: gouji releases push postgresql://..., or set {URL}.",
        )
    done = push(store, target, args.release, again=args.again)
    if not done.changed:
        _tell(
            lang,
            f"{done.place} 中已是 {done.release_id}，未作改动。",
            f"{done.place} holds {done.release_id} already; nothing was changed.",
        )
        return DONE
    total = sum(done.rows.values())
    _tell(
        lang,
        f"{done.release_id} -> {done.place}：{len(done.rows)} 张表，{total} 行",
        f"{done.release_id} -> {done.place}: {len(done.rows)} tables, {total} rows",
    )
    return DONE


_COMMANDS: dict[str, Callable[[Store, argparse.Namespace, str], int]] = {
    "list": _list,
    "show": _show,
    "where": _where,
    "verify": _verify,
    "diff": _diff,
    "rollback": _rollback,
    "prune": _prune,
    "push": _push,
}

_STATES = {
    "current": ("当前", "current"),
    "held": ("已撤回并扣留", "rolled back, held"),
    "earlier": ("以前的发布", "earlier"),
    "aside": (
        "未成为当前发布，或撤回后已解除扣留",
        "not in use: it never became current, or was rolled back and is held no longer",
    ),
    "unfinished": ("未完成", "unfinished"),
}


def _folders(store: Store) -> tuple[set[str], set[str]]:
    """The release folders with a manifest, and all of them."""
    try:
        paths = [entry.path for entry in store.list()]
    except StorageError as error:
        if not error.missing:
            raise
        return set(), set()
    started = {path.partition("/")[0] for path in paths if "/" in path}
    finished = {name for name in started if f"{name}/{MANIFEST}" in set(paths)}
    return finished, started


def _published(store: Store, pointer: Pointer | None) -> set[str]:
    """The current release and those that it followed."""
    found: set[str] = set()
    release_id = pointer.release_id if pointer else None
    while release_id is not None and release_id not in found:
        try:
            found.add(release_id)
            release_id = read_manifest(store, release_id).previous
        except NoSuchRelease:
            break  # pruned
    return found


def _standing(manifest: Manifest, pointer: Pointer | None, published: set[str]) -> str:
    if pointer is not None and manifest.release_id == pointer.release_id:
        return "current"
    if pointer is not None and pointer.is_held(manifest.content_hash):
        return "held"
    return "earlier" if manifest.release_id in published else "aside"


def _current(store: Store, pointer: Pointer | None) -> str:
    if pointer is None:
        raise NoSuchRelease(
            f"{store.url} 中还没有任何发布。", f"There is no release in {store.url} yet."
        )
    return pointer.release_id


def _counts(manifest: Manifest, lang: str) -> str:
    published = manifest.counts.get("reports_published", 0)
    withheld = manifest.counts.get("tables_withheld", 0)
    whole = manifest.counts.get("whole_reports_withheld", 0)
    if lang == "zh":
        return f"发布 {published} 份报告，暂不发布 {withheld} 张表、{whole} 份整份报告"
    return f"{published} reports published, {withheld} tables and {whole} whole reports withheld"


def _state(lang: str, name: str) -> str:
    zh, en = _STATES[name]
    return zh if lang == "zh" else en


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _tell(lang: str, zh: str, en: str) -> None:
    _line(zh if lang == "zh" else en)


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
