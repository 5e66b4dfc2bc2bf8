"""Which sections an order had when a dialog was opened over it, to tell where what was done there goes on."""

from __future__ import annotations

from orderdesk.core.domain.orders import Order


class SectionsLeft:
    """The sections of the order that is shown, from the first dialog over it until what it did is shown."""

    def __init__(self) -> None:
        self._left: tuple[int, frozenset[int]] | None = None
        self.waits = False
        """Whether no dialog is open any more, and what was done in it is not shown yet."""

    def leave(self, order: Order | None) -> None:
        """A dialog opens over *order*, if one is shown, be it right after another dialog."""
        self.waits = False
        if self._left is None and order is not None:
            self._left = order.id, frozenset(section.n for section in order.sections)

    def come_back(self) -> None:
        """The last dialog was closed."""
        self.waits = self._left is not None

    def goes_on(self, order: Order, here: int | None) -> int | None:
        """The section that goes on in *order*, as it is now, where one was made; *here* is the cursor's.

        A claim is worked on before goods that are sent. None where the cursor is right.
        """
        left, self._left, self.waits = self._left, None, False
        if left is None or left[0] != order.id:
            return None
        new = [section.n for section in order.sections if section.n not in left[1]]
        claimed = [n for n in new if order.open_claim(n) is not None]
        stays = here is not None and order.open_claim(here) is not None
        return max(claimed or ([] if stays else new), default=None)
