"""Tells people that a run needs them: the gate is shut, a run failed, a decision no longer holds.

    messages.py     what happened, in words
    receivers.py    who is told: GOUJI_ALERTS
    shapes.toml     what each kind of webhook wants to be sent and answers, as data
    webhook.py      sends to a webhook
    mail.py         sends an e-mail
    outbox.py       each message once to each receiver, and again where one was down

Addresses of webhooks and passwords are secrets: they are read from the environment or a file, and
stand in no message, log, error, record or `repr`. What does not belong here: finding out what
happened (`orchestration.alerting`).
"""
