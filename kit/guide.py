"""The guide for authors as HTML and as the source of Typst, from its Markdown."""

import html
import json
from pathlib import Path

from markdown_it import MarkdownIt

STYLE = """
body{font:1rem/1.8 "BIZ UDPGothic",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}
pre{background:#f2f2f2;padding:.7rem;overflow-x:auto}code{font-family:"BIZ UDGothic",monospace}img{max-width:100%}
"""

PAGE = """#set document(title: {title}, date: none)
#set text(font: ("BIZ UDPGothic",), size: 9.5pt, lang: "ja")
#set page(paper: "a4", margin: 20mm, numbering: "1")
#set par(leading: 0.8em)
#set table(stroke: 0.5pt + luma(110), inset: 5pt)
#show raw: set text(font: ("BIZ UDGothic",), size: 9pt)
#show raw.where(block: true): block.with(fill: luma(242), inset: 6pt, width: 100%)
#show heading: it => block(above: 1.6em, below: 0.9em, it)
#let picture(file, alt) = image(file, alt: alt, width: 100%)
"""


def parse(text):
    return MarkdownIt("commonmark").enable("table").parse(text)


def to_html(text, title):
    body = MarkdownIt("commonmark").enable("table").render(text)
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )


def string(text):
    """A string of Typst. What JSON escapes otherwise does not occur in the guide."""
    return json.dumps(text, ensure_ascii=False)


def inline(tokens):
    out = []
    for token in tokens:
        if token.type == "text":
            out.append(f"#{string(token.content)};")
        elif token.type == "code_inline":
            out.append(f"#raw({string(token.content)});")
        elif token.type == "softbreak":
            out.append("#[];")
        elif token.type == "hardbreak":
            out.append("#linebreak();")
        elif token.type == "strong_open":
            out.append("#strong[")
        elif token.type == "em_open":
            out.append("#emph[")
        elif token.type == "link_open":
            target = token.attrs["href"]
            out.append(f"#link({string(target)})[" if "://" in target else "#[")
        elif token.type in ("strong_close", "em_close", "link_close"):
            out.append("];")
        elif token.type == "image":
            out.append(f"#picture({string(token.attrs['src'])}, {string(token.content)});")
        else:
            raise ValueError(f"the guide has {token.type}, which its PDF cannot show")
    return "".join(out)


#: What stands for the tokens that say nothing more.
FIXED = {
    "heading_close": "]\n",
    "paragraph_open": "\n",
    "paragraph_close": "\n",
    "bullet_list_open": "#list(\n",
    "ordered_list_open": "#enum(\n",
    "bullet_list_close": ")\n",
    "ordered_list_close": ")\n",
    "list_item_open": "[",
    "list_item_close": "],\n",
    "blockquote_open": "#quote(block: true)[",
    "blockquote_close": "]\n",
}


def to_typst(text, title):
    out = [PAGE.format(title=string(title))]
    rows, cells, header, in_cell = [], [], 0, False
    for token in parse(text):
        kind = token.type
        if kind in FIXED:
            out.append(FIXED[kind])
        elif kind == "heading_open":
            out.append(f"#heading(level: {token.tag[1]})[")
        elif kind in ("fence", "code_block"):
            out.append(f"#raw(block: true, {string(token.content)})\n")
        elif kind == "table_open":
            rows = []
        elif kind == "tr_open":
            cells = []
        elif kind == "tr_close":
            rows.append(cells)
        elif kind == "thead_close":
            header = len(rows)
        elif kind == "table_close":
            columns = max(map(len, rows))
            head = "".join(f"[{cell}]," for row in rows[:header] for cell in row)
            body = "".join(f"[{cell}]," for row in rows[header:] for cell in row)
            out.append(f"#table(columns: {columns}, table.header({head}), {body})\n")
        elif kind == "inline":
            text_of = inline(token.children)
            (cells if in_cell else out).append(text_of)
        elif kind in ("th_open", "td_open", "th_close", "td_close", "thead_open", "tbody_open", "tbody_close", "hr"):
            in_cell = kind in ("th_open", "td_open")
        elif kind == "html_block" and token.content.strip().startswith("<!--"):
            pass
        else:
            raise ValueError(f"the guide has {kind}, which its PDF cannot show")
    return "".join(out)

