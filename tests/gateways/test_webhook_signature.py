from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.gateways.webhook_signature import TOLERANCE, fits, sign, signed

SECRET = "whsec_b3JkZXJkZXNrLXBvcnRvbmUtdGVzdC1zZWNyZXQ="
AT = 1_735_787_045
BODY = (
    b'{"type":"Transaction.Paid","timestamp":"2025-01-02T03:04:05.000Z",'
    b'"data":{"storeId":"store-1","paymentId":"pay-1","transactionId":"tx-1"}}'
)
SIGNATURE = "v1,MwTFk9EpMJe+bpvCKKIlNDBR7mWd3ePwlb7gxOH3SSE="


def test_the_golden_vector() -> None:
    assert sign(SECRET, "msg_1", AT, BODY) == SIGNATURE
    assert signed(SECRET, "msg_1", AT, BODY) == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1735787045",
        "webhook-signature": SIGNATURE,
    }


@pytest.mark.parametrize("late", [0, TOLERANCE, -TOLERANCE])
def test_one_signature_of_several_is_enough(late: int) -> None:
    other = sign("whsec_" + base64.b64encode(b"old").decode(), "msg_1", AT, BODY)
    assert fits(SECRET, "msg_1", AT, BODY, f"{other} v1a,abc {SIGNATURE}", AT + late)
    assert not fits(SECRET, "msg_1", AT, BODY, other, AT + late)


@pytest.mark.parametrize("late", [TOLERANCE + 1, -TOLERANCE - 1])
def test_what_is_old_does_not_fit(late: int) -> None:
    assert not fits(SECRET, "msg_1", AT, BODY, SIGNATURE, AT + late)


@given(st.binary(), st.text(max_size=9), st.integers(0, 2**40))
def test_whatever_differs_does_not_fit(body: bytes, message: str, at: int) -> None:
    same = (body, message, at) == (BODY, "msg_1", AT)
    assert fits(SECRET, message, at, body, SIGNATURE, at) is same
    assert fits(SECRET, message, at, body, sign(SECRET, message, at, body), at)


@pytest.mark.parametrize("signatures", ["", "v1", "v1,", "한글", SIGNATURE.lower()])
def test_signatures_that_are_none(signatures: str) -> None:
    assert not fits(SECRET, "msg_1", AT, BODY, signatures, AT)


@pytest.mark.parametrize("secret", ["whsec_!", "비밀", "whsec_YQ"])
def test_secrets_that_are_none(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        sign(secret, "msg_1", AT, BODY)
