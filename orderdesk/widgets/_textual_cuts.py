"""Lines put together from widgets without halving a wide character that is seen; see `_textual_fixes`.

References are to Textual 8.2.8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class SeenCompositor(Compositor):
    """A Compositor that cuts a line only where an edge is seen.

    Upstream cuts every widget at the edges of all others, those beneath it, too, and a wide character that is
    cut in two becomes two blanks: a toast lost syllables over the edges of what it covered
    (``Compositor.cuts`` and ``Compositor._render_chops``). Here the widget in front stays whole; of the one
    beneath, the half of a wide character that is left is a blank.
    """

    @property
    def cuts(self) -> list[list[int]]:
        """The cells at which each line is cut, in order: its ends, and the edges with nothing over them."""
        if self._cuts is None:
            width, height = self.size
            found = [{0, width} for _ in range(height)]
            in_front: list[Region] = []
            for region, clip in self.visible_widgets.values():  # the one in front first
                seen = region.intersection(clip)
                if not seen:
                    continue
                for x in (seen.x, seen.right):
                    over = [each for each in in_front if each.x < x < each.right]
                    for y in seen.line_range:
                        if not any(each.y <= y < each.bottom for each in over):
                            found[y].add(x)
                in_front.append(seen)
            self._cuts = [sorted(line) for line in found]
        return self._cuts

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        all_cuts = self.cuts
        lines: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in all_cuts]
        for region, clip, strips in self._get_renders(crop):  # the one in front first
            seen = region.intersection(clip)
            for y, strip in zip(seen.line_range, strips, strict=False):
                if is_rendered_line(y):
                    cuts = [cut for cut in all_cuts[y] if seen.x <= cut <= seen.right]
                    for x, piece in zip(cuts, _between(strip, [cut - seen.x for cut in cuts]), strict=False):
                        if lines[y][x] is None:
                            lines[y][x] = piece
        return lines  # type: ignore[return-value]  # as upstream: of what is drawn, every piece is there


def _between(strip: Strip, cuts: list[int]) -> Sequence[Strip]:
    """The pieces of *strip* from each of *cuts* to the next."""
    pieces = strip.divide(cuts[1:] if cuts[:1] == [0] else cuts)
    return pieces if cuts[:1] == [0] else pieces[1:]
