"""One Plex answer, written as JSON or, as Plex does unasked, as XML."""

import json
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from aiohttp import web

Node = Mapping[str, object]


def answer(request: web.Request, container: Node) -> web.Response:
    """Answer 200 with this MediaContainer, in the form the client asked for; empty lists are left out."""
    container = {key: value for key, value in container.items() if value != []}
    headers = {}
    if "totalSize" in container:
        headers["X-Plex-Container-Start"] = str(container.get("offset", 0))
        headers["X-Plex-Container-Total-Size"] = str(container["totalSize"])
    if "json" in request.headers.get("Accept", ""):
        body = json.dumps({"MediaContainer": container}, ensure_ascii=False, separators=(",", ":"))
        return web.Response(text=body, content_type="application/json", headers=headers)
    return web.Response(text=as_xml(container), content_type="text/xml", headers=headers)


def refusal(status: int, reason: str) -> web.Response:
    """Answer with the small HTML page that Plex sends for every error, whatever was asked for."""
    text = f"<html><head><title>{reason}</title></head><body><h1>{status} {reason}</h1></body></html>"
    return web.Response(status=status, text=text, content_type="text/html")


def as_xml(container: Node) -> str:
    """Write a container as XML: values become attributes, lists become child elements."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_element("MediaContainer", container))


def _element(name: str, node: Node) -> Iterator[str]:
    lists = {key: value for key, value in node.items() if isinstance(value, list)}
    single = {key: value for key, value in node.items() if isinstance(value, Mapping)}
    plain = {key: value for key, value in node.items() if key not in lists and key not in single}
    yield f"<{name}" + "".join(f" {key}={quoteattr(_text(value))}" for key, value in plain.items())
    if not lists and not single:
        yield "/>\n"
        return
    yield ">\n"
    for key, children in lists.items():
        for child in children:
            yield from _element(_xml_name(key, child), child)
    for key, child in single.items():
        yield from _element(key, child)
    yield f"</{name}>\n"


def _xml_name(key: str, child: Node) -> str:
    """Name the element: JSON's one `Metadata` is `Video` for what can be played, else `Directory`."""
    if key != "Metadata":
        return key
    return "Directory" if child.get("type") in {"show", "season"} else "Video"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
