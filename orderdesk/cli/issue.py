"""`issue` and `follow`: labels that a courier prints, and where the parcels are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.acting import selection_of
from orderdesk.cli.common import PART, TROUBLE, USAGE, Session, UsageProblem, interactive, now, session
from orderdesk.cli.orders import Search, Tab, Where
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import DryRun, Json, Yes, preview
from orderdesk.cli.printing import printing
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import Waybill
from orderdesk.core.domain.words import Word, many
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.shipments import Contract
from orderdesk.core.services import issuing
from orderdesk.core.services.acting import resolve
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.following import Followed
from orderdesk.core.services.issuing import Issued, section_names, write_print_page
from orderdesk.core.services.label_plans import Kin, plan_issue
from orderdesk.core.services.parcel_rounds import Round, hear
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.visiting import record_denied
from orderdesk.core.services.waybill_news import Heard
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import require_in


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("issue")(issue)
    app.command("follow")(follow_parcels)


def issue(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None, typer.Argument(help="주문·섹션 번호, - 는 표준입력 · numbers, - from stdin")
    ] = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    everything: Annotated[bool, typer.Option("--all", help="보이는 모두 · all that match")] = False,
    courier: Annotated[str, typer.Option("--courier", help="어느 계약으로 · by which contract")] = "",
    back: Annotated[bool, typer.Option("--back", help="반품 수거 송장 · labels that fetch returns")] = False,
    again: Annotated[bool, typer.Option("--again", help="새 번호로 다시 · anew, with a new number")] = False,
    window: Annotated[bool, typer.Option("--window", help="접수한 것의 출력 창만 · only the window")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="출력 창 파일 · page to write")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """송장등록-굿스플로: 섹션을 접수하고 출력 창 파일을 만든다 · have labels printed."""
    this = session(context)
    chosen = selection_of(numbers or (), tab, search, where or (), everything)
    kin = Kin(back, again)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            ids, only, missing = resolve(conn, chosen, now(), this.actor.name)
            if window:
                _reopen(this, store, issuing.waiting_batches(conn, ids, only), out, as_json)
                return
            contract = _contract(conn, courier)
            plan = plan_issue(conn, ids, contract, this.actor, now(), only, kin)
        record_denied(store, this.actor, now(), plan)
        preview(this, plan, missing)
        issued, page = Issued(()), None
        if not dry_run and plan.applying() and contract is not None:
            if not (yes or _agreed(this)):
                raise typer.Exit(USAGE)
            with printing(this, store) as gateway:
                issued, page = _issue(this, store, gateway, contract, plan, kin, out)
        _report(this, store, plan, issued, page, missing, as_json)


def _reopen(this: Session, store: Store, batches: Sequence[str], out: Path | None, as_json: bool) -> None:
    """Write another page for labels that were handed in: each opens their window once."""
    page: Path | None = None
    if batches:
        with printing(this, store) as gateway:
            page = write_print_page(gateway, batches, _page_path(out), this.lang)
    if as_json:
        write_json({"batches": list(batches), "page": str(page) if page else None})
    if page is None:
        this.say(Word("출력을 기다리는 송장이 없습니다", "No labels are waiting to be printed"))
        raise typer.Exit(PART)
    this.say(Word(f"출력 창: {page} (한 번만 열립니다)", f"Print window: {page} (works once)"))


def _page_path(out: Path | None) -> Path:
    return out or Path(issuing.page_name(now()))


def _contract(conn: Conn, courier: str) -> Contract | None:
    """The checked contract with *courier*, or the only one; UsageProblem where there are several."""
    checked = checked_contracts(conn)
    if courier:
        return next((each for each in checked if each.courier == courier), None)
    if len(checked) > 1:
        names = ", ".join(each.courier for each in checked)
        raise UsageProblem(Word(f"--courier 로 고르세요: {names}", f"choose with --courier: {names}"))
    return checked[0] if checked else None


def _agreed(this: Session) -> bool:
    if not interactive():
        this.say(Word("물을 단말이 없습니다. --yes 를 쓰세요", "Nobody to ask; use --yes"))
        return False
    return typer.confirm(Word("접수할까요?", "Submit them?").text(this.lang), err=True)


def _issue(
    this: Session,
    store: Store,
    gateway: CourierGateway,
    contract: Contract,
    plan: Plan,
    kin: Kin,
    out: Path | None,
) -> tuple[Issued, Path | None]:
    """Hand the labels in and write the page that opens their print window."""
    issued = issuing.issue(store, gateway, contract, plan, this.actor, now, kin)
    if not issued.batches:
        return issued, None
    return issued, write_print_page(gateway, issued.batches, _page_path(out), this.lang)


def _report(
    this: Session,
    store: Store,
    plan: Plan,
    issued: Issued,
    page: Path | None,
    missing: Sequence[str],
    as_json: bool,
) -> None:
    refused = [row for row in plan.rows if row.verdict.refusal is not None]
    with store.reader() as conn:
        names = section_names(conn, issued.labels)
    if as_json:
        write_json(
            {
                "handed": len(issued.labels) - len(issued.refused),
                "refused": len(refused) + len(issued.refused),
                "batches": list(issued.batches),
                "page": str(page) if page else None,
                "rows": [
                    *(_shape(this, names[label.key], label) for label in issued.labels),
                    *(
                        {"section": row.section_number, "state": "refused", "code": row.verdict.code}
                        for row in refused
                    ),
                ],
            }
        )
    for label in issued.refused:
        why = _why(this, label.why)
        text = clean(f"{names[label.key]} {why}")
        this.say(Word(f"거절 {text}", f"refused {text}"))
    if page is not None:
        count = len(issued.labels) - len(issued.refused)
        this.say(
            Word(
                f"{count:,}건 접수 · 출력 창: {page} (한 번만 열립니다) · 출력한 뒤: orderdesk follow",
                f"{count:,} handed in · print window: {page} (works once) · then: orderdesk follow",
            )
        )
    if refused or issued.refused or missing:
        raise typer.Exit(PART)


def _shape(this: Session, section: str, label: Waybill) -> dict[str, Any]:
    told: dict[str, Any] = {"section": section, "key": label.key, "state": label.state.name.lower()}
    return told | ({"why": _why(this, label.why)} if label.why else {})


def _why(this: Session, why: str) -> str:
    """What keeps a label: our own reason in words, or the courier's."""
    return BY_CODE[why].message.text(this.lang) if why in BY_CODE else why


def follow_parcels(context: typer.Context, as_json: Json = False) -> None:
    """송장번호와 배송 소식을 받는다; 몇 분마다 돌리세요 · fetch numbers and news of parcels."""
    this = session(context)
    with this.store(writes=True) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.LABELS.value)
        done = hear(store, secret_file(this.url()), now)
        heard = _heard(this, store, done.heard) if done.heard is not None else None
    followed = _followed(this, done.followed) if done.followed is not None else None
    if done == Round():
        this.say(
            Word(
                "연결된 곳이 없거나, 다른 데스크가 묻는 중입니다",
                "Nothing is connected, or another desk is asking already",
            )
        )
    for words in done.troubles:
        this.say(words)
    if as_json:
        troubles = [words.text(this.lang) for words in done.troubles]
        write_json({"labels": heard, "tracking": followed, "troubles": troubles})
    if done.troubles:
        raise typer.Exit(TROUBLE)


def _heard(this: Session, store: Store, heard: Heard) -> dict[str, Any]:
    this.say(
        Word(
            f"송장 소식 {heard.labels:,}건 · 번호 입력 {heard.numbered:,} · 상태 바뀜 {heard.moved:,}",
            f"news of {many(heard.labels, 'label')}, {heard.numbered:,} numbered,"
            f" {many(heard.moved, 'section')} moved",
        )
    )
    with store.reader() as conn:
        names = section_names(conn, heard.stuck)
    for label in heard.stuck:
        text = clean(f"{names[label.key]} {label.number} {_why(this, label.why)}")
        this.say(Word(f"기다림 {text}", f"waits {text}"))
    stuck = [_shape(this, names[label.key], label) for label in heard.stuck]
    return {"labels": heard.labels, "numbered": heard.numbered, "moved": heard.moved, "stuck": stuck}


def _followed(this: Session, followed: Followed) -> dict[str, Any]:
    this.say(
        Word(
            f"배송 추적 {followed.asked:,}건 · 배송완료 등 {followed.moved:,} · 실패 {followed.failed:,}",
            f"{many(followed.asked, 'parcel')} checked, {many(followed.moved, 'section')} moved,"
            f" {followed.failed:,} failed",
        )
    )
    return {"asked": followed.asked, "moved": followed.moved, "failed": followed.failed}
