"""Scans: pages of a list of enterprises as pictures of 200 dpi, drawn with a real Chinese font. No text layer.

Needs the font Noto CJK (Debian: fonts-noto-cjk); `font_path` says whether it is there.
"""

import io
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Rows = list[list[str]]
DPI = 200
_PAGE = (1654, 2339)  # A4
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)
_WIDTHS = (90, 590, 400, 170, 224)
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WORDS = (
    "邦普",
    "华友",
    "格林",
    "光华",
    "骆驼",
    "腾远",
    "天能",
    "赣锋",
    "顺华",
    "瑞科",
    "鹏辉",
    "启程",
    "绿洲",
    "中伟",
)
_PLACES = ("沧州", "衢州", "荆门", "上饶", "襄阳", "赣州", "湖州", "泉州", "肇庆", "南通", "铜陵", "眉山", "贵阳")
_PROVINCES = ("河北", "浙江", "湖北", "江西", "福建", "广东", "江苏", "安徽", "四川", "贵州")
_TRADES = ("循环科技", "再生资源", "新能源材料", "锂电回收", "环保科技", "资源循环利用")


def font_path() -> str | None:
    return next((path for path in _FONTS if Path(path).exists()), None)


def enterprises(count: int, seed: int = 7) -> Rows:
    """A header and `count` rows: 序号, 企业名称, a credit code with its right check character, 省份, 类型."""
    draw = random.Random(seed)
    rows = [["序号", "企业名称", "统一社会信用代码", "省份", "类型"]]
    for number in range(1, count + 1):
        name = f"{draw.choice(_PLACES)}{draw.choice(_WORDS)}{draw.choice(_TRADES)}有限公司"
        kind = draw.choice(("梯次利用", "再生利用"))
        rows.append([str(number), name, _code(draw), draw.choice(_PROVINCES), kind])
    return rows


def _code(draw: random.Random) -> str:
    """GB 32100-2015: department and kind, six digits of the division, nine characters of the body, a check."""
    digits = "".join(draw.choice("0123456789") for _ in range(6))
    body = "91" + digits + "".join(draw.choice(_CODE) for _ in range(9))
    total = sum(_CODE.index(sign) * 3**place % 31 for place, sign in enumerate(body))
    return body + _CODE[-total % 31]


def pages(rows: Rows, a_page: int = 32, *, ruled: bool = True, repeat_header: bool = True) -> list[Image.Image]:
    """The table over as many pages as it takes, each a grey picture."""
    path = font_path()
    assert path is not None, "the font Noto CJK is not installed (Debian: fonts-noto-cjk)"
    header, body = rows[0], rows[1:]
    sheets = []
    for at in range(0, len(body), a_page):
        part = body[at : at + a_page]
        sheets.append(_sheet([header, *part] if repeat_header or not at else part, path, at == 0, ruled))
    return sheets


def _sheet(rows: Rows, path: str, first: bool, ruled: bool) -> Image.Image:
    picture = Image.new("L", _PAGE, 255)
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.truetype(path, 44), ImageFont.truetype(path, 29)
    top = 160
    if first:
        draw.text((420, top), "符合规范条件的企业名单（测试）", font=large, fill=0)
        top += 110
    lefts = [90]
    for width in _WIDTHS:
        lefts.append(lefts[-1] + width)
    height = 60
    for line, row in enumerate(rows):
        y = top + height * line
        for left, cell in zip(lefts, row, strict=False):
            draw.text((left + 10, y + 8), cell, font=small, fill=0)
    if ruled:
        end = top + height * len(rows)
        for line in range(len(rows) + 1):
            draw.line((lefts[0], top + height * line, lefts[-1], top + height * line), fill=0, width=2)
        for left in lefts:
            draw.line((left, top, left, end), fill=0, width=2)
    return picture


def as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def as_pdf(pictures: Sequence[Image.Image]) -> bytes:
    """One page a picture, nothing else: as an office scanner writes it."""
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=list(pictures[1:]))
    return out.getvalue()


def codes_of(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The cells that stand in the column of the credit code."""
    return (row[2] for row in rows[1:])
