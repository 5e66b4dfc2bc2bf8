"""배송지 변경: the new address, what its region costs, and what becomes of the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.address_fee import ADDRESS, REFUND, REQUEST, FeeGap, gap_words
from orderdesk.core.domain.fees import Doubt
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.address_fees import AddressFees
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.widgets.cells import won
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.field_form import FieldForm

_VERB = BY_ID["address"]


class AddressDialog(FieldsDialog):
    """Asks for the address that *fees* is about, which is *given* at first; the answer is the request."""

    DEFAULT_CSS = "AddressDialog #fee { margin-top: 1; }"

    def __init__(self, fees: AddressFees, given: Mapping[str, str]) -> None:
        fields = tuple(field for field in _VERB.fields if field.key in ADDRESS)
        super().__init__(replace(_VERB, fields=fields), given)
        self._fees = fees
        self._told: tuple[FeeGap, tuple[Doubt, ...]] | None = None

    def parts(self) -> ComposeResult:
        """The form, what the region costs, and what becomes of the difference."""
        yield from super().parts()
        yield Static(id="fee", classes="line")
        yield Choices((), id="answer")

    def on_mount(self) -> None:
        """Nothing differs yet."""
        self._tell()

    def on_input_changed(self) -> None:
        """Another address."""
        self._tell()

    @property
    def values(self) -> dict[str, str]:
        """The texts by field, with the answer where there is something to answer."""
        answer = self.query_one("#answer", Choices)
        return {**super().values, **({"fee": answer.value} if answer.display and answer.value else {})}

    def _tell(self) -> None:
        """Says what the address as it stands costs, and offers what can be done about it."""
        texts = self.query_one(FieldForm).values
        told = self._fees.moved_to(Request(_VERB.id, tuple(texts.items())))
        if told == self._told:
            return
        self._told = told
        gap, doubts = told
        lines = [self.desk.word(gap_words(gap))]
        channel = self._fees.order.channel.external
        if channel and gap.gap and not gap.waiting:
            lines.append(self.say("채널에서 정산합니다", "The channel settles it"))
        look = self.say("확인 필요", "Check this")
        lines += [f"{look}: {self.desk.word(doubt.value)}" for doubt in doubts]
        self.tell_line("#fee", "\n".join(lines))
        self._offer(0 if gap.waiting or channel else gap.gap)

    def _offer(self, gap: int) -> None:
        """Offers to ask for the won of *gap*, or to give them back when it is negative."""
        answer = self.query_one("#answer", Choices)
        options = [("", self.say("배송비는 그대로", "Keep the fee as it is"))]
        if gap > 0:
            options.append((REQUEST, self.say(f"{won(gap)}원 추가 결제 요청", f"Request {won(gap)} won")))
        elif gap < 0:
            options.append((REFUND, self.say(f"{won(-gap)}원 환불", f"Refund {won(-gap)} won")))
        answer.replace_options(options, "")
        answer.display = bool(gap)
