"""What stands in a page where something else was expected: the sentence that a drift report needs."""

from bs4 import BeautifulSoup, Tag

_PLACES = ["div", "ul", "ol", "table", "article", "main", "section", "iframe"]


def landmarks(tree: BeautifulSoup | Tag, most: int = 6) -> str:
    """The first named places (`div#main`, `ul.list`), or what the page says where it has none."""
    names: list[str] = []
    for element in tree.find_all(_PLACES, limit=400):
        name = _name(element)
        if name and name not in names:
            names.append(name)
        if len(names) == most:
            break
    if names:
        return ", ".join(names)
    text = " ".join(tree.get_text(" ").split())[:60]
    return f"only the text '{text}'" if text else "nothing"


def _name(element: Tag) -> str:
    if own := str(element.get("id") or "").strip():
        return f"{element.name}#{own[:40]}"
    classes = [str(name) for name in element.get_attribute_list("class") if name and name != "text-tag"]
    return f"{element.name}.{classes[0][:40]}" if classes else ""
