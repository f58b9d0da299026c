"""The shell of a page: one file, no network, a strict policy, light, dark and on paper."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from html import escape

from ..models import TenantInfo
from ..planning import zone_of

__all__ = ["escaped", "need_a_person", "page", "tenant_head", "tenants"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --line: #d0d7de; --back: #fff;
  --soft: #f6f8fa; --bad: #b42318; --bad-back: #fef3f2; --good: #1a7f37; --bar: #2563a8;
  --mark: #b42318; --gap: #9a6700; --focus: #0969da; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9aa5b1; --line: #3d444d;
  --back: #0d1117; --soft: #161b22; --bad: #ff8f85; --bad-back: #2d1517; --good: #56d364;
  --bar: #6cb0f5; --mark: #ff8f85; --gap: #e3b341; --focus: #6cb0f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; background: var(--back);
  color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
p { margin: .25rem 0 1rem; }
.dim { color: var(--dim); }
.bad { color: var(--bad); }
.good { color: var(--good); }
.tools { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: 1rem 0; }
label { display: block; font-weight: 600; }
input, select { font: inherit; height: 2.4rem; padding: .3rem .6rem; min-width: 14rem;
  color: inherit; background: var(--back); border: 1px solid var(--dim); border-radius: .3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--dim); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem;
  border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); white-space: nowrap; }
th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0;
  padding: 0; cursor: pointer; text-align: left; }
th button::after { content: " \\2195"; color: var(--dim); }
th[aria-sort=ascending] button::after { content: " \\2191"; color: inherit; }
th[aria-sort=descending] button::after { content: " \\2193"; color: inherit; }
tbody tr.problem { background: var(--bad-back); }
tbody th { font-weight: 600; }
td ul { margin: 0; padding-left: 1.1rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
svg { display: block; }
svg text { fill: var(--dim); font: 11px system-ui, sans-serif; }
.axis { stroke: var(--line); }
.now { stroke: var(--mark); stroke-width: 2; }
.bar { fill: var(--bar); }
.overlap { fill: var(--mark); }
.gap { fill: none; stroke: var(--gap); stroke-width: 2; stroke-dasharray: 4 3; }
[hidden] { display: none; }
@media print { :root { --ink: #000; --dim: #444; --back: #fff; --soft: #fff; --bad: #900;
  --bad-back: #fff; --bar: #444; } .tools { display: none; } body { max-width: none; padding: 0;
  font-size: 10pt; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .wide { overflow: visible; } th button::after { content: ""; } }
"""

_SCRIPT = """
"use strict";
(() => {
  const table = document.querySelector("table[data-sortable]");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("search");
  const only = document.getElementById("only");
  const count = document.getElementById("count");
  const plain = (text) => text.toLowerCase().replace(/\\s+/g, " ").trim();
  const texts = rows.map((row) => plain(row.textContent));
  const show = () => {
    const wanted = plain(search.value);
    let seen = 0;
    rows.forEach((row, index) => {
      const fits = texts[index].includes(wanted) &&
        (only.value === "all" || row.classList.contains("problem"));
      row.hidden = !fits;
      seen += fits ? 1 : 0;
    });
    count.textContent = seen + " of " + rows.length + " tenants shown";
  };
  search.addEventListener("input", show);
  only.addEventListener("change", show);
  table.tHead.querySelectorAll("th button").forEach((button) => {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const up = head.getAttribute("aria-sort") !== "ascending";
      table.tHead.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const index = head.cellIndex;
      const key = (row) => {
        const cell = row.cells[index];
        return cell.dataset.key === undefined ? cell.textContent.trim() : cell.dataset.key;
      };
      const order = Array.from(body.rows).sort((a, b) =>
        key(a).localeCompare(key(b), undefined, {numeric: true}) * (up ? 1 : -1));
      body.append(...order);
    });
  });
  show();
})();
"""


def escaped(value: object) -> str:
    """A value as text of a page: nothing in it is markup, and control characters are gone."""
    if value is None:
        return ""
    text = "".join(each if each.isprintable() else " " for each in str(value))
    return escape(text, quote=True)


def tenants(count: int) -> str:
    """A number of tenants in words."""
    return f"{count} tenant{'' if count == 1 else 's'}"


def need_a_person(bad: int, count: int) -> str:
    """How many of a fleet have a problem, in words."""
    return f"{bad} of {tenants(count)} need{'s' if bad == 1 else ''} a person"


def tenant_head(tenant: TenantInfo) -> str:
    """The head of a tenant's row: its name, and the time zone of the times beside it."""
    name, zone = escaped(tenant.name or tenant.id), escaped(zone_of(tenant).name)
    return f'<th scope="row">{name}<br><span class="dim">{zone}</span></th>'


def page(title: str, intro: str, content: str, *, made_at: datetime) -> str:
    """A whole page.

    Args:
        title: the title, as plain text.
        intro: what stands below it, as HTML.
        content: the rest, as HTML.
        made_at: when it was made.
    """
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(_STYLE)}'; script-src '{_digest(_SCRIPT)}'"
    )
    made = made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escaped(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escaped(title)}</h1>
{intro}
<p class="dim">Made at {made}. This file needs no network.</p>
{content}
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


TOOLS = """<div class="tools" role="search">
<div><label for="search">Search</label><input id="search" type="search" autocomplete="off"></div>
<div><label for="only">Show</label><select id="only"><option value="all">all tenants</option>
<option value="problems">those with problems</option></select></div>
<p id="count" class="dim" role="status"></p>
</div>"""
"""Search and filter of a table whose rows with a problem have the class `problem`."""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
