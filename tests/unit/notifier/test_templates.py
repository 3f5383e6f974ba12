"""Templates of mails: ours compile and check, a folder takes their place, an error names file and line."""

import shutil
from pathlib import Path

import pytest
from digest_samples import a_full_week
from test_digest_mail import view_of

from notifier.errors import BadTemplate
from notifier.rendering import GIVEN, checked_templates, render_confirmation, render_digest
from notifier.template_checks import markup_fault
from notifier.templating import KNOWN, OVERRIDABLE, OWN, Templates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with copies of our templates, to be changed."""
    for name in OVERRIDABLE:
        shutil.copy(OWN / name, tmp_path)
    return tmp_path


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def line_with(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_our_own_templates_are_sound_and_load_nothing() -> None:
    Templates().check(GIVEN)
    assert {path.name for path in OWN.iterdir() if path.is_file()} == KNOWN
    view = view_of(a_full_week())
    assert view is not None
    html = render_digest(view).html
    for outside in ("<link", "<script", "@import", "url(", "src=", "fonts.googleapis"):
        assert outside not in html
    assert "<!--[if mso" in html
    assert 'lang="en"' in html and 'lang="und"' not in html


def test_a_folder_takes_the_place_of_ours_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "confirm.txt.j2").write_text("Guten Tag: {{ asked }} {{ url }}", encoding="utf-8")
    templates = checked_templates(str(tmp_path))
    parts = render_confirmation(
        language="en", asked="weekly", url="https://x.example/1", token="t", templates=templates
    )
    assert parts.text == "Guten Tag: weekly https://x.example/1\n"
    assert "Please confirm" in parts.html


@pytest.mark.parametrize(
    ("name", "old", "new", "marker", "said"),
    [
        ("digest.mjml", "for line in view.summary", "for line view.summary", "{% for line view", "expected"),
        ("digest.txt.j2", "{% endmacro %}", "{% endmakro %}", "{% endmakro %}", "endmakro"),
        ("digest.mjml", "{{ heading }}", "{{ haeding }}", "haeding", "'haeding' is not given to this mail"),
        ("digest.mjml", "{{ heading }}</h1>", "{{ heading }}</h2>", "</h2>", "</h2> closes nothing; <h1> of line"),
        ("confirm.mjml", "</mj-section>\n</mj-body>", "</mj-body>", "</mj-body>", "still open"),
        ("digest.mjml", '<mj-section css-class="card" padding="20px', '<mj-secton css-class="card" padding="20px',
         "<mj-secton", "is not a tag of MJML"),
        ("head.mjml", "</mj-style>", "</mj-stile>", "</mj-stile>", "closes nothing"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_line(folder: Path, name: str, old: str, new: str, marker: str, said: str) -> None:
    file = changed(folder, name, old, new)
    with pytest.raises(BadTemplate) as caught:
        checked_templates(str(folder))
    sentence = str(caught.value)
    assert f"{file}, line {line_with(file, marker)}: " in sentence
    assert said in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "old", "new", "marker"),
    [
        ("digest.mjml", "{{ view.coverage.sentence }}", "{{ view.coverage.sentense }}", "sentense"),
        ("macros.html.j2", "{{ view.about }}", "{{ view.abuot }}", "abuot"),
        ("digest.txt.j2", "{{ view.window }}", "{{ view.windows }}", "view.windows"),
    ],
)
def test_what_shows_only_when_a_mail_is_made_names_its_line_too(
    folder: Path, name: str, old: str, new: str, marker: str
) -> None:
    file = changed(folder, name, old, new)
    templates = checked_templates(str(folder))
    view = view_of(a_full_week())
    assert view is not None
    with pytest.raises(BadTemplate, match=f"{name}, line {line_with(file, marker)}: "):
        render_digest(view, templates)


def test_any_other_fault_of_a_folders_template_is_the_templates(folder: Path) -> None:
    changed(folder, "digest.txt.j2", "{{ view.window }}", "{{ view.window / 2 }}")
    view = view_of(a_full_week())
    assert view is not None
    with pytest.raises(BadTemplate, match=r"digest.txt.j2: TypeError: .*; correct the template"):
        render_digest(view, checked_templates(str(folder)))


def test_a_folder_that_is_none_and_a_file_that_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(BadTemplate, match="is not a folder"):
        checked_templates(str(tmp_path / "missing"))
    (tmp_path / "digets.mjml").write_text("x", encoding="utf-8")
    with pytest.raises(BadTemplate, match="is no template of ours; the templates are confirm"):
        checked_templates(str(tmp_path))


def test_a_template_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "confirm.txt.j2").write_bytes("你好".encode("gbk"))
    with pytest.raises(BadTemplate, match="is not UTF-8"):
        checked_templates(str(tmp_path))


def test_balance_of_tags() -> None:
    assert markup_fault("<mjml><mj-body><p>a<br>{% if a %}<b>{% endif %}</b></p></mj-body></mjml>") is None
    assert markup_fault("<p>\n<b>x</p>") == (2, "</p> closes nothing; <b> of line 2 is still open")
    assert markup_fault("\n<p>") == (2, "<p> is not closed")
