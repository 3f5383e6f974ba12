"""The API held to its own description: schemathesis makes requests from the OpenAPI document, fit and unfit ones; no
answer is a 5xx, and each has the status, type and shape that the document states."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from web_archive import NOW, REGISTER, Made

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site

HELD_TO = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip
EXAMPLES = 8


@pytest.fixture(scope="module")
def app(made: Made) -> Iterator[Any]:
    serve = {"hosts": ["testserver"], "per_minute": 1_000_000}
    site = Site(Settings.model_validate({"data": made.folder, "serve": serve}), lambda: NOW)
    yield create_app(site)
    site.close()


def _operations() -> list[str]:
    """`GET /api/changes` and so on, told by an application without an archive: the document needs none."""
    paths = create_app(Site(Settings.model_validate({"data": Path("none")}))).openapi()["paths"]
    return [f"{method.upper()} {path}" for path, told in paths.items() for method in told]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fit", "unfit"])
@pytest.mark.parametrize("operation", _operations())
def test_answers_are_as_described(app: Any, made: Made, operation: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    method, path = operation.split(" ")
    described = schema[path][method]
    known = {"notice": made.ids["list"], "key": REGISTER}

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=described.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(checks=[CHECKS.get_one(name) for name in HELD_TO])
        case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
        case.call_and_validate(checks=[CHECKS.get_one(name) for name in HELD_TO])

    try:
        ask()
    except Exception as error:
        if type(error).__name__ == "Unsatisfiable":
            pytest.skip("nothing unfit can be asked of an address without parameters")
        raise
