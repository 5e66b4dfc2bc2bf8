"""Draws the gallery: ``python -m tests.gallery.draw docs/gallery`` writes every picture and the index.

Names after the folder draw only those scenes.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from orderdesk.core.domain.words import Lang
from tests.gallery.scene import SIZES, Scene
from tests.gallery.scenes import PARTS, SCENES
from tests.gallery.stage import LANGS, shoot
from tests.snapshots.themes_svg import in_themes


def file_name(name: str, lang: Lang, size: tuple[int, int]) -> str:
    """What a picture is called."""
    return f"{name}.{lang}.{size[0]}x{size[1]}.svg"


async def drawn(name: str, lang: Lang, sizes: Sequence[tuple[int, int]] = SIZES) -> dict[str, str]:
    """The pictures of a scene in one language, by file name; those of its sizes that are among *sizes*."""
    scene = SCENES[name]
    shot = await shoot(replace(scene, sizes=[size for size in scene.sizes if size in sizes]), lang)
    return {file_name(name, lang, size): in_themes(panels) for size, panels in shot.items()}


def index() -> str:
    """The page that shows them all."""
    lines = [
        "# 화면 모음 · Gallery",
        "",
        "모든 화면과 창을 한국어와 영어로, 80×24와 160×45 칸에서, 어두운·밝은·무채색 테마로 보여 줍니다.",
        "시험이 그리고 견줍니다. Every screen and dialog in Korean and English, at 80×24 and 160×45 cells,",
        "in the themes dark, light and mono. Tests draw and compare them;",
        "`python -m tests.gallery.draw docs/gallery` writes them anew.",
    ]
    for words, part in PARTS:
        lines += ["", f"## {words.ko} · {words.en}"]
        for name, scene in part.items():
            lines += ["", f"### {scene.title.ko} · {scene.title.en}", "", *_pictures(name, scene)]
    return "\n".join(lines) + "\n"


def _pictures(name: str, scene: Scene) -> Iterator[str]:
    for size in scene.sizes:
        small = size == scene.sizes[0]
        cells = [f"{size[0]}×{size[1]} {lang}" for lang in LANGS]
        files = [file_name(name, lang, size) for lang in LANGS]
        for cell, file in zip(cells, files, strict=True):
            yield f"![{scene.title.en}, {cell}]({file})" if small else f"[{cell}]({file})"


def main(folder: str, *names: str) -> None:
    """Writes the pictures of *names*, or all of them and the index, into *folder*."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    if not names:
        for old in place.glob("*.svg"):
            old.unlink()
        (place / "README.md").write_text(index(), encoding="utf-8")
    for name in names or SCENES:
        for lang in LANGS:
            for file, picture in asyncio.run(drawn(name, lang)).items():
                (place / file).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
