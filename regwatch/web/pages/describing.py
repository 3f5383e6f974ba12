"""The API's own page, made from its description."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from regwatch.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/api")
def describe(request: Request) -> Response:
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    routes = [
        {
            "method": method.upper(),
            "path": path,
            "summary": told.get("summary", ""),
            "parameters": [one for one in told.get("parameters", []) if one["in"] == "query"],
        }
        for path, methods in paths.items()
        for method, told in methods.items()
    ]
    return render(request, "api.html", routes=routes)
