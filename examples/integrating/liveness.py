"""A back end in Python, with its standard library alone: open a check, wait for the verdict, verify a webhook.

The standard library can't verify Ed25519, so a result that an app carries can't be verified here without a package
(PyJWT with cryptography, for example). Read the verdict from the server instead, as `wait` does.

    LIVENESS_URL=http://127.0.0.1:8080 LIVENESS_KEY=lk_... python3 liveness.py customer-7
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

HOLD_SECONDS = 25
TOLERANCE_SECONDS = 300
ANSWER_BYTES_MAX = 4 * 1024 * 1024
URL = os.environ.get("LIVENESS_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("LIVENESS_KEY", "")


class LivenessError(Exception):
    """The server refused: `status`, and `error`, which is stable."""

    def __init__(self, status, refusal):
        super().__init__(refusal.get("message"))
        self.status = status
        self.error = refusal.get("error")


def ask(method, path, body=None, headers=None, timeout_seconds=10):
    request = urllib.request.Request(URL + path, method=method, headers={"Authorization": f"Bearer {KEY}"})
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=timeout_seconds) as response:
            return json.loads(response.read(ANSWER_BYTES_MAX))["data"]
    except urllib.error.HTTPError as refused:
        raise LivenessError(refused.code, json.loads(refused.read(ANSWER_BYTES_MAX))) from None


def open_check(subject):
    """Sent again once where the answer was lost: the key makes sure that it is one session."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    for attempt in (1, 2):
        try:
            return ask("POST", "/liveness/sessions", {"subject": subject}, headers)
        except (TimeoutError, ConnectionError, urllib.error.URLError):
            if attempt == 2:
                raise


def wait(session_id, seconds):
    """The session once it is over, or as it is when the time is up: look at its `state`."""
    end = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        hold = max(1, min(HOLD_SECONDS, round(end - asked)))
        path = f"/liveness/sessions/{urllib.parse.quote(session_id, safe='')}?wait={hold}"
        session = ask("GET", path, timeout_seconds=hold + 10)
        if session["state"] not in ("waiting", "running") or time.monotonic() >= end:
            return session
        time.sleep(max(0, asked + 1 - time.monotonic()))


def verify_webhook(body, headers, secrets, now=None):
    """The event in `body`, which is bytes as they came. ValueError where none of the secrets signed it."""
    sent, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    signed = f"{sent}.{timestamp}.".encode() + body
    signatures = [text[3:] for text in headers["webhook-signature"].split(" ") if text.startswith("v1,")]
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        if any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in signatures):
            break
    else:
        raise ValueError("None of the secrets signed this")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("The webhook is too old, or too new")
    return json.loads(body)


if __name__ == "__main__":
    opened = open_check(sys.argv[1])
    print(opened["session_id"], opened["capture_token"], flush=True)
    checked = wait(opened["session_id"], 120)
    print(checked["state"], checked["verdict"], flush=True)
