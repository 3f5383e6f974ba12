"""Character recognition, an optional extra: `[ocr]` brings rapidocr with its models inside, so nothing is fetched.

Without it every function but `available` raises Unreadable with the sentence that says what to install.
"""

from functools import cache
from importlib.util import find_spec
from typing import Any

from crawler.attachments.boxes import Run
from crawler.attachments.faults import Unreadable

_SURE_ENOUGH = 0.5
_DOTS_PER_INCH = 200


def available() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    if not available():
        raise Unreadable("is an image; install the [ocr] extra to have it read")
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    return RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 2, "Global.log_level": "critical"})


def recognise(picture: Any) -> list[Run]:
    """The lines of a picture (encoded bytes or an RGB array) with their places in pixels. Raises Unreadable."""
    answer = _engine()(picture)
    if answer.boxes is None or answer.txts is None:
        return []
    runs = []
    for box, text, score in zip(answer.boxes, answer.txts, answer.scores, strict=True):
        if score < _SURE_ENOUGH or not text.strip():
            continue
        xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
        runs.append(Run(text.strip(), min(xs), min(ys), max(xs), max(ys)))
    return runs


def recognise_page(page: Any) -> list[Run]:
    """The lines of a page of pypdfium2, rendered for recognition. Raises Unreadable."""
    bitmap = page.render(scale=_DOTS_PER_INCH / 72)
    try:
        return recognise(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()
