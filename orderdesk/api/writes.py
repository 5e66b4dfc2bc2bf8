"""What is written: sections and claims, item by item; each call is one job, which the desk can take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse, Response

from orderdesk.api.asked import (
    Approval,
    ClaimHold,
    Code,
    Collection,
    Holding,
    Merging,
    Piece,
    Redelivery,
    Rejection,
    Releasing,
    Sections,
    Shipping,
    Splitting,
)
from orderdesk.api.callers import ClaimsWriter, Holder, InvoicesWriter, OrdersWriter, nothing_unknown
from orderdesk.api.reads import ERRORS, MISSING
from orderdesk.api.shapes import Error, Reply
from orderdesk.api.views import reply_of
from orderdesk.core.domain.requests import BadRequest, make_request
from orderdesk.core.domain.text import clean
from orderdesk.core.services import api_requests
from orderdesk.core.services.api_requests import Answered
from orderdesk.core.services.calls import Call, Label, labelling, merging, perform, same_for_all, splitting
from orderdesk.core.services.claim_calls import NoSuchClaim, sending_again, settling

CONFLICT: Final[dict[int | str, dict[str, Any]]] = {
    409: {"model": Error, "description": "The Idempotency-Key is in use, or came with another body"}
}

router = APIRouter(responses={**ERRORS, **CONFLICT}, dependencies=[Depends(nothing_unknown)])

ClaimId = Annotated[Code, Path(alias="id", max_length=80)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]


async def _named(request: Request, name: IdempotencyKey = None) -> tuple[str | None, str, bytes]:
    """What the caller calls this write: a name, the path, and the body as it came."""
    return name, clean(request.url.path), await request.body()


Named = Annotated[tuple[str | None, str, bytes], Depends(_named)]


def _answer(holder: Holder, named: Named, make: Callable[[], Call]) -> Response:
    """Do the call once, whatever it is called, and answer it alike each time."""
    name, path, body = named
    office, key = holder.office, holder.key
    if name is None:
        return _json(reply_of(perform(office.store, make(), holder.caller, office.clock)))
    begun = api_requests.begin(office.store, key, office.clock(), path, name, body)
    if isinstance(begun, Answered):
        return Response(
            begun.reply, begun.status, {"Idempotent-Replayed": "true"}, media_type="application/json"
        )
    try:
        done = perform(office.store, make(), holder.caller, office.clock, begun.job)
    except (BadRequest, NoSuchClaim):
        api_requests.drop(office.store, key, office.clock(), begun)
        raise
    answer = _json(reply_of(done))
    told = Answered(answer.status_code, bytes(answer.body).decode())
    api_requests.end(office.store, key, office.clock(), begun, told)
    return answer


def _json(reply: Reply) -> JSONResponse:
    return JSONResponse(reply.model_dump(mode="json", by_alias=True))


@router.post("/sections:confirm", tags=["sections"], response_model=Reply)
def confirm_sections(holder: OrdersWriter, named: Named, body: Sections) -> Response:
    """출고 지시: sections in preparation are ready to be sent."""
    return _alike(holder, named, body.section_codes, "ready", {})


@router.post("/sections:hold", tags=["sections"], response_model=Reply)
def hold_sections(holder: OrdersWriter, named: Named, body: Holding) -> Response:
    """배송보류: sections may not ship, for a reason."""
    return _alike(holder, named, body.section_codes, "hold", {"reason": body.reason, "note": body.note})


@router.post("/sections:release", tags=["sections"], response_model=Reply)
def release_sections(holder: OrdersWriter, named: Named, body: Releasing) -> Response:
    """보류 해제: sections may ship again."""
    return _alike(holder, named, body.section_codes, "release", {"reasons": ",".join(body.reasons)})


def _alike(
    holder: Holder, named: Named, codes: Sequence[str], verb: str, fields: Mapping[str, str]
) -> Response:
    return _answer(holder, named, lambda: same_for_all(codes, make_request(verb, fields), holder.caller))


@router.post("/sections:ship", tags=["sections"], response_model=Reply)
def ship_sections(holder: InvoicesWriter, named: Named, body: Shipping) -> Response:
    """송장 등록: tracking numbers, with which sections ship unless it is said that they do not yet."""
    labels = [
        Label(
            item.section_code,
            item.carrier,
            item.tracking_number,
            _pieces(item.lines or ()),
            item.mark_shipped,
            item.overwrite,
        )
        for item in body.items
    ]
    return _answer(holder, named, lambda: labelling(labels, holder.caller))


@router.post("/sections:split", tags=["sections"], response_model=Reply)
def split_sections(holder: OrdersWriter, named: Named, body: Splitting) -> Response:
    """나누기: pieces go their own way, in a section of their own."""
    items = [(item.section_code, _pieces(item.lines)) for item in body.items]
    return _answer(holder, named, lambda: splitting(items, holder.caller))


@router.post("/sections:merge", tags=["sections"], response_model=Reply)
def merge_sections(holder: OrdersWriter, named: Named, body: Merging) -> Response:
    """합치기: sections of one order become one."""
    groups = [item.section_codes for item in body.items]
    return _answer(holder, named, lambda: merging(groups, holder.caller))


def _pieces(pieces: Sequence[Piece]) -> tuple[tuple[int, int], ...]:
    return tuple((piece.line_no, piece.qty) for piece in pieces)


@router.post("/claims/{id}:approve", tags=["claims"], response_model=Reply, responses=MISSING)
def approve_claim(holder: ClaimsWriter, named: Named, claim: ClaimId, body: Approval) -> Response:
    """승인: the claim is granted and its refund follows."""
    fields = {
        **_won(refund=body.refund, withhold=body.withhold, fee=body.fee, points=body.points),
        "no-pickup": "yes" if body.no_pickup else "",
        "restock": "" if body.restock is None else "yes" if body.restock else "no",
        "note": body.note,
    }
    if body.coupons is not None:
        fields["coupons"] = ",".join(body.coupons)
    return _settle(holder, named, claim, "approve", fields)


@router.post("/claims/{id}:reject", tags=["claims"], response_model=Reply, responses=MISSING)
def reject_claim(holder: ClaimsWriter, named: Named, claim: ClaimId, body: Rejection) -> Response:
    """거절: the goods go on, or stay, where they were."""
    fields = {"reason": body.reason, "courier": body.carrier, "number": body.tracking_number}
    return _settle(holder, named, claim, "reject", fields)


@router.post("/claims/{id}:hold", tags=["claims"], response_model=Reply, responses=MISSING)
def hold_claim(holder: ClaimsWriter, named: Named, claim: ClaimId, body: ClaimHold) -> Response:
    """보류: a Naver return or exchange is withheld, for a reason."""
    fields = {"reason": body.reason, **_won(amount=body.amount), "note": body.note}
    return _settle(holder, named, claim, "hold", fields)


@router.post("/claims/{id}:collect-done", tags=["claims"], response_model=Reply, responses=MISSING)
def collect_claim(holder: ClaimsWriter, named: Named, claim: ClaimId, body: Collection) -> Response:
    """수거 완료: the goods came back, all of them or those of some lines."""
    items = ",".join(f"{piece.line_no}:{piece.qty}" for piece in body.lines or ())
    return _settle(holder, named, claim, "pickup-done", {"items": items})


@router.post("/claims/{id}:redeliver", tags=["claims"], response_model=Reply, responses=MISSING)
def redeliver_claim(holder: ClaimsWriter, named: Named, claim: ClaimId, body: Redelivery) -> Response:
    """재배송: what an approved exchange sends again leaves with a number."""
    return _answer(
        holder, named, lambda: sending_again(claim, body.carrier, body.tracking_number, holder.caller)
    )


def _settle(holder: Holder, named: Named, claim: str, verb: str, fields: Mapping[str, str]) -> Response:
    return _answer(holder, named, lambda: settling(claim, make_request(verb, fields), holder.caller))


def _won(**amounts: int | None) -> dict[str, str]:
    return {name: str(won) for name, won in amounts.items() if won is not None}
