"""What can be wrong with one row of a file, or odd about it: a closed list."""

from __future__ import annotations

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.words import Word
from orderdesk.core.files.catalogue import Catalogue, Trouble


class RowTrouble(Catalogue):
    """What is wrong with one row, or odd about it."""

    ERROR_VALUE = Trouble(
        "cell-error",
        Word("오류 값(#N/A 등)이 들어 있습니다", "The cell holds an error such as #N/A"),
        Word("값을 고쳐 주세요", "Correct the value"),
    )
    NO_VALUE = Trouble(
        "cell-formula",
        Word("계산되지 않은 수식입니다", "The formula has no stored result"),
        Word(
            "엑셀에서 열어 저장하거나 값으로 붙여 넣으세요",
            "Open and save it in Excel, or paste it as a value",
        ),
    )
    BAD_ENCODING = Trouble(
        "cell-encoding",
        Word("읽을 수 없는 글자가 들어 있습니다", "The cell holds characters that can't be read"),
        Word(
            "UTF-8이나 CP949로 다시 저장하거나 값을 고쳐 주세요",
            "Save it as UTF-8 or CP949, or correct the value",
        ),
    )
    MIXED_ENCODING = Trouble(
        "row-encoding",
        Word("다른 행과 글자 인코딩이 다릅니다", "The row is in another encoding than the others"),
        Word("글자가 제대로 읽혔는지 확인하세요", "Check that the text was read correctly"),
        refuses=False,
    )
    NUMBER_MISSING = Trouble(
        "order-number-missing",
        Word("주문번호가 없습니다", "There is no order number"),
        Word(
            "셀 병합을 풀고 모든 행에 주문번호를 넣으세요",
            "Unmerge the cells; every row needs its order number",
        ),
    )
    REQUIRED = Trouble(
        "cell-required", Word("값이 없습니다", "The value is missing"), Word("값을 넣어 주세요", "Fill it in")
    )
    NOT_TEXT = Trouble(
        "number-became-date",
        Word("번호가 날짜나 참/거짓으로 바뀌었습니다", "The number has turned into a date or a yes/no"),
        Word("셀 서식을 텍스트로 하고 다시 입력하세요", "Format the cell as text and type it again"),
    )
    EXPONENT = Trouble(
        NumberProblem.EXPONENT.code, NumberProblem.EXPONENT.message, NumberProblem.EXPONENT.advice
    )
    DIGITS_LOST = Trouble(
        "number-digits-lost",
        Word("숫자로 저장되어 자릿수가 사라졌습니다", "Stored as a number, it has lost digits"),
        Word("셀 서식을 텍스트로 하고 다시 입력하세요", "Format the cell as text and type it again"),
    )
    TRAILING_ZEROS = Trouble(
        "number-trailing-zeros",
        Word("0이 6개 이상으로 끝납니다. 지수표기로 깨진 번호일 수 있습니다", "It ends in six or more zeros"),
        Word("송장과 맞는지 확인하세요", "Compare it with the label"),
        refuses=False,
    )
    NOT_A_NUMBER = Trouble(
        "tracking-not-a-number",
        Word("송장번호가 아닌 글자입니다", "These are words, not a tracking number"),
        Word("송장번호만 넣고 글은 메모로 남기세요", "Enter the number only; words belong in a memo"),
    )
    ZERO_LOST = Trouble(
        "number-zero-lost",
        Word("앞의 0이 사라진 번호로 보입니다", "The number seems to have lost its leading zero"),
        Word("송장과 맞는지 확인하세요", "Compare it with the label"),
        refuses=False,
    )
    ZERO_RESTORED = Trouble(
        "zero-restored",
        Word("사라진 앞의 0을 되살려 읽었습니다", "Read with its lost leading zero"),
        Word("맞으면 그대로 두세요", "Leave it if it is right"),
        refuses=False,
    )
    FULL_WIDTH = Trouble(
        "text-full-width",
        Word("전각 숫자를 보통 숫자로 읽었습니다", "Full-width digits are read as plain ones"),
        Word("맞으면 그대로 두세요", "Leave it if it is right"),
        refuses=False,
    )
    DECOMPOSED = Trouble(
        "text-decomposed",
        Word("풀어진 한글(NFD)을 모아 읽었습니다", "Decomposed Hangul (NFD) is read composed"),
        Word("맞으면 그대로 두세요", "Leave it if it is right"),
        refuses=False,
    )
    WRONG_ENCODING = Trouble(
        "text-encoding",
        Word("다른 인코딩으로 깨진 글자로 보입니다", "The text seems garbled by another encoding"),
        Word("원본의 글자로 고쳐 주세요", "Type it as the original has it"),
        refuses=False,
    )
    BAD_AMOUNT = Trouble(
        "amount-invalid",
        Word("금액이 원 단위 정수가 아닙니다", "The amount is not a whole number of won"),
        Word("금액을 고쳐 주세요", "Correct the amount"),
    )
    NEGATIVE_AMOUNT = Trouble(
        "amount-negative",
        Word("금액이 음수입니다", "The amount is negative"),
        Word("금액을 고쳐 주세요", "Correct the amount"),
    )
    BAD_QUANTITY = Trouble(
        "quantity-invalid",
        Word("수량이 1 이상의 정수가 아닙니다", "The quantity is not a whole number of 1 or more"),
        Word("수량을 고쳐 주세요", "Correct the quantity"),
    )
    BAD_DATE = Trouble(
        "date-invalid",
        Word("날짜를 알아볼 수 없습니다", "The date can't be read"),
        Word("2026-11-22 09:12:00 형식으로 쓰세요", "Write it as 2026-11-22 09:12:00"),
    )
    BAD_POSTCODE = Trouble(
        "postcode-not-five",
        Word("우편번호가 숫자 5자리가 아닙니다", "The postcode does not have five digits"),
        Word("옛 6자리 번호는 새 5자리로 바꿔 주세요", "Write the new five-digit one"),
    )
    RANGE_TURNED = Trouble(
        "range-turned",
        Word("끝 우편번호가 시작보다 앞입니다", "The range ends before it begins"),
        Word("두 우편번호를 확인하세요", "Check both postcodes"),
    )
    BAD_FLAG = Trouble(
        "flag-invalid",
        Word("예나 아니요가 아닙니다", "It is neither yes nor no"),
        Word("예 또는 아니요로 쓰세요", "Write yes or no"),
    )
    ORDER_DIFFERS = Trouble(
        "order-differs",
        Word("같은 주문의 다른 행과 값이 다릅니다", "The value differs from the order's other rows"),
        Word("같은 주문의 행을 맞춰 주세요", "Make the rows of the order agree"),
    )
    SECTION_DIFFERS = Trouble(
        "section-differs",
        Word("같은 주문섹션의 다른 행과 값이 다릅니다", "The value differs from the section's other rows"),
        Word("같은 주문섹션의 행을 맞춰 주세요", "Make the rows of the section agree"),
    )
    SECTION_ELSEWHERE = Trouble(
        "section-of-another-order",
        Word("주문섹션번호가 다른 주문에도 있습니다", "The section number belongs to another order too"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    DUPLICATE_ITEM = Trouble(
        "item-duplicate",
        Word("품목번호가 파일에 두 번 있습니다", "The item number stands in the file twice"),
        Word("겹친 행을 지우세요", "Delete the repeated row"),
    )
    ORDER_REFUSED = Trouble(
        "order-refused",
        Word(
            "같은 주문의 다른 행에 문제가 있어 함께 제외했습니다",
            "Left out with a faulty row of the same order",
        ),
        Word("문제가 있는 행을 고치면 함께 들어옵니다", "Correct the faulty row and both come in"),
    )
    TARGET_MISSING = Trouble(
        "section-missing",
        Word("주문섹션번호나 주문번호가 없습니다", "There is neither a section nor an order number"),
        Word("받은 양식의 번호를 지우지 마세요", "Keep the numbers of the form"),
    )
    DUPLICATE_ROW = Trouble(
        "row-duplicate",
        Word("위에 같은 행이 있습니다", "The same row stands above"),
        Word("겹친 행을 지우세요", "Delete the repeated row"),
    )
    OLD_FORM = Trouble(
        "form-old",
        Word("구 양식입니다 (주문섹션번호가 없음)", "This is the old form, without section numbers"),
        Word("새 양식을 받아 주세요", "Download the new form"),
    )
    BAD_NUMBER = Trouble(
        "bad-number",
        Word("번호를 읽을 수 없습니다", "The number can't be read"),
        Word("원본 파일의 번호를 그대로 두세요", "Leave the numbers as they were exported"),
    )
    OTHER_ORDER = Trouble(
        "other-order",
        Word("다른 주문의 번호입니다", "The number belongs to another order"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    BAD_DELIVERY = Trouble(
        "bad-delivery",
        Word("알 수 없는 배송방식입니다", "The delivery is not known"),
        Word("택배, 퀵, 방문수령처럼 내보낸 이름으로 쓰세요", "Write it as it was exported"),
    )
    UNKNOWN_TRADE = Trouble(
        "trade-unknown",
        Word("알 수 없는 주문상태입니다", "The order's state is not known"),
        Word(
            "거래개시, 거래종료, 결제대기만 가져올 수 있습니다",
            "Only 거래개시, 거래종료 and 결제대기 come in",
        ),
    )
    LINE_DIFFERS = Trouble(
        "line-sum",
        Word("품목실결제가가 판매가·수량·할인과 맞지 않습니다", "It is not price × quantity less discounts"),
        Word(
            "적힌 금액대로 가져옵니다. 원본과 맞는지 확인하세요", "It is taken as written; check the original"
        ),
        refuses=False,
    )
    GOODS_DIFFER = Trouble(
        "goods-sum",
        Word("총 품목합계금액이 품목들의 합과 맞지 않습니다", "It is not the sum of the lines"),
        Word("빠진 품목이 없는지 확인하세요", "Check that no line is missing"),
        refuses=False,
    )
    SUM_DIFFERS = Trouble(
        "order-sum",
        Word("최종주문금액이 합계·할인·배송비와 맞지 않습니다", "It is not goods − discounts + delivery"),
        Word(
            "적힌 금액대로 가져옵니다. 원본과 맞는지 확인하세요", "It is taken as written; check the original"
        ),
        refuses=False,
    )
    DISCOUNT_TOO_LARGE = Trouble(
        "discount-too-large",
        Word("할인이 상품 금액보다 큽니다", "The discounts exceed the goods"),
        Word("금액을 고쳐 주세요", "Correct the amounts"),
    )
    DIFFERS = Trouble(
        "differs",
        Word("이미 있는 주문과 값이 다릅니다", "Differs from the order that is here"),
        Word("주문 화면에서 처리하세요", "Change it on the order itself"),
    )
    ANOTHER_ORDER = Trouble(
        "order-number-used",
        Word("같은 번호의 다른 주문이 있습니다", "There is another order with this number"),
        Word(
            "번호가 틀렸으면 고치고, 다른 상점의 주문이면 그 상점에서 불러오세요",
            "Correct a wrong number; import another shop's order in that shop",
        ),
    )
    AFTER_DISPATCH = Trouble(
        "after-dispatch",
        Word("발송 후에는 바꿀 수 없습니다", "Can't change after dispatch"),
        Word("택배사에 문의하거나 메모를 남기세요", "Ask the courier, or leave a memo"),
    )
    UNSOUND = Trouble(
        "unsound",
        Word("주문의 수량·금액이 서로 맞지 않습니다", "The order's quantities or sums do not fit"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    UNKNOWN_METHOD = Trouble(
        "payment-method-unknown",
        Word("알 수 없는 결제수단입니다", "The payment method is not known"),
        Word("무통장입금, 카드처럼 내보낸 이름으로 쓰세요", "Write it as it was exported"),
    )
    UNKNOWN_PAY_STATE = Trouble(
        "payment-state-unknown",
        Word("알 수 없는 결제상태입니다", "The payment state is not known"),
        Word("결제완료, 부분환불처럼 내보낸 이름으로 쓰세요", "Write it as it was exported"),
    )
    UNKNOWN_ENTRY = Trouble(
        "payment-entry-unknown",
        Word("알 수 없는 결제구분입니다", "It is neither a payment nor a refund"),
        Word("결제, 추가결제, 환불 중 하나로 쓰세요", "Write 결제, 추가결제 or 환불"),
    )
    PAYMENT_DIFFERS = Trouble(
        "payment-differs",
        Word(
            "주문에 같은 금액·수단의 결제나 환불이 없습니다",
            "The order has no payment or refund of this amount and method",
        ),
        Word("주문의 결제 정보와 견주어 보세요", "Compare it with the payments of the order"),
    )
    PAYMENT_WAITING = Trouble(
        "payment-waiting",
        Word(
            "주문은 이 금액의 입금을 기다리고 있습니다",
            "The order is still waiting for a deposit of this amount",
        ),
        Word("주문에서 입금을 확인해 주세요", "Confirm the payment on the order"),
    )
    PAYMENT_EXPLAINED = Trouble(
        "payment-explained",
        Word(
            "수단 미상으로 들어온 결제의 수단을 이 행이 말해 줍니다",
            "It tells the method of a payment that came in without one",
        ),
        Word(
            "결제수단은 아직 바꿀 수 없습니다. 결과 파일로 보관하세요",
            "The method can't be changed yet; keep the row in the result file",
        ),
    )
    UNKNOWN_VALUE = Trouble(
        "value-unknown",
        Word("알 수 없는 값입니다", "The value is not known"),
        Word("양식 설명(docs/files.md)에 있는 값으로 적으세요", "Use a value that docs/files.md lists"),
    )
    UNKNOWN_POLICY = Trouble(
        "policy-unknown",
        Word("그런 이름의 배송정책이 없습니다", "There is no delivery policy of that name"),
        Word("배송정책을 먼저 만들거나 이름을 고치세요", "Make the policy first, or correct the name"),
    )
    PRODUCT_DIFFERS = Trouble(
        "product-differs",
        Word("같은 상품의 위 행과 값이 다릅니다", "It differs from a row of the same product above"),
        Word(
            "옵션이 아닌 값은 한 상품의 모든 행에 똑같이 적으세요",
            "Rows of one product may differ in their options only",
        ),
    )
    SKU_TAKEN = Trouble(
        "sku-taken",
        Word("다른 상품의 옵션 SKU입니다", "It is the SKU of another product"),
        Word("SKU를 고치거나 그 상품의 코드로 적으세요", "Correct the SKU, or name that product's code"),
    )
    NEW_GRADE = Trouble(
        "grade-new",
        Word("처음 보는 등급입니다", "The grade is new"),
        Word("혜택 없는 등급으로 함께 등록합니다", "It is taken in as a grade without benefits"),
        refuses=False,
    )
    PRODUCT_NOT_OPEN = Trouble(
        "product-not-open",
        Word("이 상품에는 보낼 것이 없습니다 (취소, 반품)", "Nothing of the product is to be sent"),
        Word("주문 화면에서 확인하세요", "See the order itself"),
    )
    PRODUCT_SEVERAL = Trouble(
        "product-several",
        Word(
            "이 상품이 주문의 여러 섹션·품목에 걸쳐 있습니다",
            "The product stands in several sections or items of the order",
        ),
        Word("섹션번호가 있는 송장 양식으로 올리세요", "Use the tracking form, which has section numbers"),
    )
    BAD_TIME = Trouble(
        "time-invalid",
        Word("시각을 알아볼 수 없습니다", "The time can't be read"),
        Word("09:12:33 형식으로 쓰세요", "Write it as 09:12:33"),
    )
    BOTH_WAYS = Trouble(
        "amount-both-ways",
        Word("입금과 출금이 한 행에 같이 있습니다", "The row has a deposit and a withdrawal"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    NO_DEPOSITOR = Trouble(
        "depositor-missing",
        Word("입금자가 비어 있습니다", "The depositor is blank"),
        Word("적요와 메모를 보고 입금자를 채우세요", "Fill it in by what the bank's words say"),
        refuses=False,
    )
    LIKE_ABOVE = Trouble(
        "row-like-above",
        Word(
            "위에 똑같은 거래가 있습니다. 잔액이 없어 같은 행인지 알 수 없습니다",
            "A transaction just like it stands above; without a balance nobody knows whether it is the same",
        ),
        Word("두 번 적힌 행이면 지우세요", "Strike it out if it is written twice"),
        refuses=False,
    )
    DEPOSIT_READ = Trouble(
        "deposit-read",
        Word("입금으로 읽었습니다", "Read as a deposit"),
        Word("입금 대조로 주문과 맞추세요", "Match it with its order"),
        refuses=False,
    )
    WITHDRAWAL = Trouble(
        "withdrawal",
        Word("출금입니다", "It is a withdrawal"),
        Word("입금만 주문과 견줍니다", "Only deposits are compared with orders"),
        refuses=False,
    )
    NO_TRANSACTION = Trouble(
        "row-aside",
        Word("거래가 아닌 행입니다 (합계, 안내)", "It is no transaction (a sum, a note)"),
        Word("그대로 두세요", "Leave it as it is"),
        refuses=False,
    )
