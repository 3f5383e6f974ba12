"""A list as Chromium prints it to PDF: heads and feet in the margins, radicals in the text layer, merged cells cut."""

import subprocess
from html import escape
from pathlib import Path

import pytest

from bench.file_makers import companies
from crawler.attachments import read

CHROMIUM = Path("/usr/bin/chromium")
STYLE = "<style>table{border-collapse:collapse}td{border:1px solid #000;padding:3px}</style>"


def printed(table: str, folder: Path) -> bytes:
    source, target = folder / "list.html", folder / "list.pdf"
    source.write_text(f'<meta charset="utf-8">{STYLE}<h2>企业名单</h2><table>{table}</table>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run(
        [CHROMIUM, *options, f"--print-to-pdf={target}", source], check=True, capture_output=True, timeout=90
    )
    return target.read_bytes()


@pytest.mark.timeout(120)
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not on this machine")
def test_rows_over_many_pages_are_one_table(tmp_path: Path) -> None:
    head, *rows = companies(90)
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in [head, *rows]]
    body = "".join(f"<tr>{row}</tr>" for row in cells[1:])
    (table,) = read(printed(f"<thead><tr>{cells[0]}</tr></thead><tbody>{body}</tbody>", tmp_path), "名单.pdf").tables
    assert [list(row) for row in table.rows] == [head, *rows]


@pytest.mark.timeout(120)
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not on this machine")
def test_a_merged_cell_that_a_page_cuts_says_the_same_on_both(tmp_path: Path) -> None:
    rows = [["序号", "违法行为", "裁量情节", "裁量标准"]]
    for number in range(60):
        offence = [str(number // 4 + 1), f"未按照第{number // 4 + 1}项规定建立废旧动力电池台账的"]
        rows.append([*offence, f"情节{number % 4 + 1}，违法行为持续时间较长的", f"处{number % 4 + 1}万元罚款"])
    lines = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in rows[0]) + "</tr>"]
    for number, row in enumerate(rows[1:]):
        spanned = "".join(f'<td rowspan="4">{escape(cell)}</td>' for cell in row[:2]) if number % 4 == 0 else ""
        lines.append(f"<tr>{spanned}{''.join(f'<td>{escape(cell)}</td>' for cell in row[2:])}</tr>")
    (table,) = read(printed(f"<thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody>", tmp_path), "a.pdf").tables
    assert [list(row) for row in table.rows] == rows
