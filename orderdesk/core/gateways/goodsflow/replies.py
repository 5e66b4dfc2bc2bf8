"""What Goodsflow's replies hold, as far as the desk reads them; fields that are not known are left alone."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Trouble(_Reply):
    """Why something was refused, in their number and words."""

    status: Text = ""
    message: Text = ""


class Answer(_Reply):
    """The envelope of every reply. `id` names the print batch where one was handed in."""

    success: bool = False
    id: Text = ""
    data: Any = None
    error: Trouble | None = None


class News(_Reply):
    """News of one shipment; printing and tracing use other names for the same fields."""

    key: Text = Field(validation_alias=AliasChoices("transUniqueCd", "transUniqueCode"))
    seq: int = 0
    status: Text = Field("", validation_alias=AliasChoices("dlvStatCode", "dlvStatType"))
    courier: Text = Field("", validation_alias=AliasChoices("deliverCode", "deliveryCode", "logisticsCode"))
    number: Text = Field("", validation_alias=AliasChoices("sheetNo", "invoiceNo"))
    at: Text = Field("", validation_alias=AliasChoices("procDateTime", "procDatetime"))
    error: Text = Field("", validation_alias="errorCode")
    exception: Text = Field("", validation_alias="exceptionCode")


class NewsList(_Reply):
    """The items of a reply about news."""

    items: list[News] = []


class Contract(_Reply):
    """What is said of a contract."""

    state: Text = Field("", validation_alias=AliasChoices("status", "contractStatus"))


class Traced(_Reply):
    """What is known of one shipment by its key."""

    courier: Text = Field("", validation_alias="logisticsCode")
    number: Text = Field("", validation_alias="invoiceNo")
    status: Text = Field("", validation_alias="lastDlvStatType")
