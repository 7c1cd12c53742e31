"""Messages on their way to webhooks and mail servers, taken and not taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gouji.alerts import mail, webhook
from gouji.alerts.messages import Event
from gouji.alerts.outbox import Outbox
from gouji.alerts.receivers import Mailbox, Receiver, receivers
from gouji.alerts.webhook import NotTaken
from gouji.web import Bounds
from tests.alerts.conftest import HUSH
from tests.alerts.receiving import Hook, post_office
from tests.collecting.certificates import self_signed


def test_json_holds_both_languages(hook: Hook, event: Event) -> None:
    webhook.post(event, "json", f"http://{hook.host}/{HUSH}", "zh")
    assert hook.bodies == [event.as_dict()]
    assert hook.headers[0]["idempotency-key"] == "run-1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_slack_would_obey_is_escaped(hook: Hook, event: Event, lang: str) -> None:
    hook.answer = b"ok"
    webhook.post(event, "slack", f"http://{hook.host}/", lang)
    (body,) = hook.bodies
    assert list(body) == ["text"]
    assert body["text"].startswith(event.title(lang))
    assert not set("<>") & set(body["text"])
    assert "&amp;" in body["text"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wecom(hook: Hook, event: Event, lang: str) -> None:
    hook.answer = b'{"errcode":0,"errmsg":"ok"}'
    long = replace(event, reasons=(("长" * 399, "long" * 99),) * 5)
    webhook.post(long, "wecom", f"http://{hook.host}/send?key={HUSH}", lang)
    (body,) = hook.bodies
    assert body["msgtype"] == "text"
    assert len(body["text"]["content"].encode()) <= 2048
    assert body["text"]["content"].startswith(event.title(lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_feishu_signed(hook: Hook, event: Event, lang: str) -> None:
    hook.answer = b'{"code":0,"msg":"success"}'
    webhook.post(event, "feishu", f"http://{hook.host}/", lang, secret="s")
    (body,) = hook.bodies
    assert body["msg_type"] == "text"
    assert "<at" not in body["content"]["text"]
    wanted = hmac.new(f"{body['timestamp']}\ns".encode(), b"", hashlib.sha256).digest()
    assert body["sign"] == base64.b64encode(wanted).decode()


@pytest.mark.parametrize(
    ("kind", "status", "answer", "said"),
    [
        ("json", 500, b"", "status 500"),
        ("slack", 404, b"no_service", "status 404"),
        ("slack", 302, b"", "status 302"),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid"}', "errcode 93000"),
        ("wecom", 200, b"<html>", "errcode missing"),
        ("feishu", 200, b'{"code":19021}', "code 19021"),
    ],
)
def test_webhooks_that_do_not_take_it(
    hook: Hook, event: Event, kind: str, status: int, answer: bytes, said: str
) -> None:
    hook.status, hook.answer = status, answer
    with pytest.raises(NotTaken, match=f"^{said}$"):
        webhook.post(event, kind, f"http://{hook.host}/{HUSH}", "en")


def test_a_webhook_that_is_not_there_or_never_answers(event: Event) -> None:
    with pytest.raises(NotTaken) as caught:
        webhook.post(event, "json", f"http://127.0.0.1:1/{HUSH}", "en")
    assert HUSH not in repr(caught.value)
    with post_office() as silent, pytest.raises(NotTaken, match=r"timeout|bad_reply"):
        quick = Bounds(total=0.2, idle=0.2)
        webhook.post(event, "json", f"http://{silent.host}:{silent.port}/", "en", bounds=quick)


def _mailbox(how: str, port: int, user: str = "") -> Mailbox:
    to = ("a@x.example", "b@x.example")
    return Mailbox(how, "127.0.0.1", port, "g@x.example", to, user, HUSH if user else "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("how", ["smtp", "smtps"])
def test_mail_goes_over_tls(event: Event, lang: str, how: str) -> None:
    own = self_signed()
    with post_office(own.server, from_the_start=how == "smtps") as office:
        mail.post(event, _mailbox(how, office.port, "me"), lang, tls=own.client)
    (got,) = office.mails
    assert (office.secure, office.logins) == ([True], [("me", HUSH)])
    assert got["Subject"] == event.title(lang)
    assert got["To"] == "a@x.example, b@x.example"
    assert got.get_content().splitlines() == event.text(lang).splitlines()
    assert HUSH not in str(got)


def test_mail_in_the_clear_only_where_it_is_asked_for(event: Event) -> None:
    with post_office() as office:
        mail.post(event, _mailbox("smtp+plain", office.port), "en")
        assert office.secure == [False]
        with pytest.raises(NotTaken, match="SMTPNotSupportedError"):
            mail.post(event, _mailbox("smtp", office.port, "me"), "en")
    assert len(office.mails) == 1
    assert office.logins == []


def test_a_mail_server_that_nobody_vouches_for(event: Event) -> None:
    with post_office(self_signed().server) as office, pytest.raises(NotTaken, match="tls"):
        mail.post(event, _mailbox("smtp", office.port, "me"), "en")
    assert (office.mails, office.logins) == ([], [])


@pytest.mark.parametrize(
    ("command", "says", "code"),
    [
        ("AUTH", f"535 5.7.8 wrong password {HUSH}", "SMTP 535"),
        ("MAIL", "550 no", "SMTP 550"),
        ("RCPT", "550 nobody", "SMTPRecipientsRefused"),
        ("DATA", "451 later", "SMTP 451"),
    ],
)
def test_mail_servers_that_do_not_take_it(event: Event, command: str, says: str, code: str) -> None:
    own = self_signed()
    with post_office(own.server) as office:
        office.says[command] = says
        with pytest.raises(NotTaken) as caught:
            mail.post(event, _mailbox("smtp", office.port, "me"), "en", tls=own.client)
    assert str(caught.value) == code


class _Post:
    """Takes messages for some receivers and not for others."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.sent: list[tuple[str, str]] = []

    def __call__(self, event: Event, receiver: Receiver, lang: str) -> None:
        if receiver.name in self.down:
            raise NotTaken("status 503")
        self.sent.append((event.key, receiver.name))


WHO = "slack+https://a.example/hush wecom+https://b.example/hush"


def test_each_receiver_gets_it_once_and_later_if_it_was_down(
    tmp_path: Path, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    post = _Post()
    post.down = {"wecom b.example"}

    def outbox() -> Outbox:
        """Another process each time."""
        return Outbox(tmp_path / "alerts", receivers({"GOUJI_ALERTS": WHO}), "en", post)

    outbox().since(event.at)
    outbox().put(event)
    outbox().put(replace(event, reasons=()))
    outbox().send(event.at)
    outbox().send(event.at + timedelta(minutes=1))
    assert post.sent == [("run-1", "slack a.example")]
    assert "wecom b.example did not take a message (status 503)" in caplog.text
    post.down.clear()
    outbox().send(event.at + timedelta(minutes=2))
    outbox().send(event.at + timedelta(minutes=3))
    assert post.sent == [("run-1", "slack a.example"), ("run-1", "wecom b.example")]
    assert outbox().knows("run-1")
    for file in (tmp_path / "alerts").iterdir():
        assert "hush" not in file.read_text()


def test_it_is_given_up_after_a_day_and_forgotten_after_a_month(
    tmp_path: Path, event: Event
) -> None:
    post = _Post()
    post.down = {"slack a.example"}
    who = receivers({"GOUJI_ALERTS": "slack+https://a.example/"})
    outbox = Outbox(tmp_path / "alerts", who, "en", post)
    outbox.put(event)
    outbox.send(event.at + timedelta(days=2))
    post.down.clear()
    outbox.send(event.at + timedelta(days=3))
    assert post.sent == []
    outbox.send(event.at + timedelta(days=40))
    assert not outbox.knows("run-1")


def test_a_damaged_message_stops_no_other(tmp_path: Path, event: Event) -> None:
    post = _Post()
    outbox = Outbox(
        tmp_path / "alerts", receivers({"GOUJI_ALERTS": "https://a.example/"}), "en", post
    )
    outbox.put(event)
    (tmp_path / "alerts" / "a.json").write_text("{")
    outbox.send(event.at)
    assert len(post.sent) == 1


def test_nothing_is_written_to_a_log_that_should_be_hushed(
    tmp_path: Path, event: Event, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hook.status = 500
    text = f"slack+http://{hook.host}/{HUSH} json+http://127.0.0.1:1/{HUSH} "
    text += "smtp+plain://127.0.0.1:1?from=a@b.example&to=c@d.example"
    outbox = Outbox(tmp_path / "alerts", receivers({"GOUJI_ALERTS": text}), "en")
    outbox.put(event)
    outbox.send(event.at)
    assert hook.paths == [f"/{HUSH}"]
    assert len(caplog.records) >= 3
    assert HUSH not in caplog.text
    assert isinstance(json.loads((tmp_path / "alerts" / "run-1.json").read_text()), dict)
