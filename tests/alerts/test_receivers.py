"""Who is told: addresses as people write them, none of them ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.alerts.receivers import AlertsError, language, receivers
from tests.alerts.conftest import HUSH


def test_every_kind() -> None:
    text = f"""
        slack+https://hooks.example/services/{HUSH}
        # wecom+https://left.out/{HUSH}
        wecom+https://qyapi.example/send?key={HUSH} feishu+https://open.example/hook/{HUSH}#sig{HUSH}
        https://own.example:8443/{HUSH}
        slack+https://hooks.example/services/other{HUSH}
        smtp://me%40a.example:{HUSH}@mail.example?from=g@a.example&to=x@a.example,y@a.example
        smtps://mail.example?from=g@a.example&to=x@a.example
        smtp+plain://relay.example:2525?from=g@a.example&to=x@a.example
    """
    found = receivers({"GOUJI_ALERTS": text})
    assert [one.name for one in found] == [
        "slack hooks.example",
        "wecom qyapi.example",
        "feishu open.example",
        "json own.example:8443",
        "slack hooks.example (2)",
        "e-mail mail.example",
        "e-mail mail.example (2)",
        "e-mail relay.example",
    ]
    assert HUSH not in repr(found) + str(found)
    assert found[0].url == f"https://hooks.example/services/{HUSH}"
    assert (found[2].url, found[2].secret) == (f"https://open.example/hook/{HUSH}", f"sig{HUSH}")
    mailbox = found[5].mailbox
    assert mailbox is not None
    assert HUSH not in repr(mailbox)
    assert (mailbox.port, mailbox.user, mailbox.password) == (587, "me@a.example", HUSH)
    assert mailbox.to == ("x@a.example", "y@a.example")


def test_they_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "alerts"
    file.write_text(f"slack+https://a.example/{HUSH}\n", encoding="utf-8")
    (found,) = receivers({"GOUJI_ALERTS_FILE": str(file)})
    assert found.name == "slack a.example"
    with pytest.raises(AlertsError, match="none"):
        receivers({"GOUJI_ALERTS_FILE": str(tmp_path / "none")})
    assert receivers({}) == ()


@pytest.mark.parametrize(
    "word",
    [
        f"{HUSH}",
        f"ftp://{HUSH}",
        f"teams+https://a.example/{HUSH}",
        f"slack+https:///{HUSH}",
        f"slack+https://user:{HUSH}@a.example/",
        f"smtp://u:{HUSH}@mail.example?from=a@b.example",
        f"smtp://u:{HUSH}@mail.example?to=a@b.example&from=nobody",
        f"smtp://u:{HUSH}@mail.example?to=a@b.example%0d%0aBcc:x@y.example&from=a@b.example",
        f"smtp+plain://u:{HUSH}@mail.example?to=a@b.example&from=a@b.example",
        f"smtp://u:{HUSH}@mail.example:port?to=a@b.example&from=a@b.example",
    ],
)
def test_what_cannot_be_understood_is_not_repeated(word: str) -> None:
    with pytest.raises(AlertsError) as caught:
        receivers({"GOUJI_ALERTS": f"https://a.example/ {word}"})
    assert "number 2" in caught.value.reason.en
    assert "第 2 个" in caught.value.reason.zh
    assert HUSH not in caught.value.reason.en + caught.value.reason.zh + repr(caught.value)


def test_language() -> None:
    assert language({"GOUJI_ALERTS_LANG": "zh", "LANG": "C"}) == "zh"
    assert language({"LANG": "zh_CN.UTF-8"}) == "zh"
    with pytest.raises(AlertsError):
        language({"GOUJI_ALERTS_LANG": "fr"})
