"""What a form sends: texts, lists of choices and at most a file, each bounded."""

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from regwatch.errors import UsageFault

LONGEST_FIELD = 2 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes


class Form:
    def __init__(self, data: FormData) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """One line or more, without control characters but tab and line ends."""
        value = self._data.get(name, "")
        if not isinstance(value, str):
            return ""
        value = value.replace("\r\n", "\n")
        return "".join(char for char in value if char in "\n\t" or (char >= " " and char != "\x7f")).strip()

    def choices(self, name: str) -> list[str]:
        return [value for value in self._data.getlist(name) if isinstance(value, str) and value]

    async def upload(self, name: str) -> Upload | None:
        value = self._data.get(name)
        if not isinstance(value, UploadFile) or not (value.filename or value.size):
            return None
        data = await value.read()
        return Upload(value.filename or "", data) if data else None


async def form_of(request: Request) -> Form:
    """Raises UsageFault when the body is no form."""
    try:
        return Form(await request.form(max_files=4, max_fields=400, max_part_size=LONGEST_FIELD))
    except (MultiPartException, UnicodeDecodeError, ValueError) as fault:
        reason = " ".join(str(getattr(fault, "detail", "") or fault).split())[:200]
        raise UsageFault(f"what was sent is no form that can be read ({reason}); send the form again") from None
    except Exception as fault:
        if getattr(fault, "status_code", 0) == 400:  # starlette tells a broken form of an application this way
            raise UsageFault("what was sent is no form that can be read; send the form again") from None
        raise
