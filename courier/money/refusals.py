"""What money refuses at a desk, where nothing has happened yet; what was signed is never refused."""

from courier.errors import Conflict


class NotEnoughMoney(Conflict):
    """The account it would come from holds less by the books; nothing was recorded."""

    type = "not-enough-money"
    title_vi = "Không đủ tiền theo sổ"
    title_en = "Not enough money by the books"


class ReceiptBookFull(Conflict):
    """The book has no number left for all that was asked; none was taken."""

    type = "receipt-book-full"
    title_vi = "Quyển biên lai, hóa đơn đã hết số"
    title_en = "The receipt book has no number left"


class NumbersTaken(Conflict):
    """Another book of this template and series holds some of these numbers."""

    type = "receipt-numbers-taken"
    title_vi = "Dải số này đã thuộc quyển khác"
    title_en = "These numbers are another book's"
