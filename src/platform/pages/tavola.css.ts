/**
 * The stylesheet of the plain pages, a string since tsc copies no CSS files. Colours hold 4.5:1 for text and 3:1
 * for borders of controls in both schemes (WCAG 2.2, 1.4.3 and 1.4.11); targets are at least 24 px, buttons and
 * fields 44 px (2.5.8); nothing is wider than a 320 px screen (1.4.10).
 *
 * Pieces: `.card`, `.cards`, `.field` (+ `.hint`, `.field-error`), `.code-input`, `fieldset.choices` of
 * `label.choice`, `.actions` of `.button` / `.button.secondary` / `.button.danger`, `.notice`, `dl.facts`,
 * `ol.agenda` (a time and what it is), `table.list` (cells with `data-label` become cards on a phone), `pre.text`, `.tag`, `.quiet`.
 */
export const tavolaCss = `
:root {
  color-scheme: light dark;
  --ground: #f6f4ef; --paper: #ffffff; --ink: #1d2530; --soft: #515b67; --line: #dcd8cf; --edge: #767f89;
  --accent: #0b5f73; --accent-strong: #084756; --on-accent: #ffffff; --tint: #e4f0f2;
  --good: #14613a; --good-tint: #e3f2e8; --bad: #a3211f; --bad-tint: #fbe9e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --paper: #1b2128; --ink: #e9e6df; --soft: #adb5be; --line: #343d47; --edge: #87919c;
    --accent: #7fcadb; --accent-strong: #a9dfeb; --on-accent: #0c1a1f; --tint: #1c323a;
    --good: #8ed8ab; --good-tint: #18301f; --bad: #ffaaa2; --bad-tint: #3a1d1c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
main { max-width: 46rem; margin: 0 auto; padding: 0.5rem 1.25rem 4rem; }
main:focus { outline: none; }
main:has(table.list) { max-width: 64rem; }
header.site { border-bottom: 1px solid var(--line); background: var(--paper); }
header.site a {
  display: inline-block; padding: 0.8rem 1.25rem; color: var(--accent); font-weight: 700;
  letter-spacing: 0.01em; text-decoration: none;
}
.skip { position: absolute; left: 0.75rem; top: -6rem; z-index: 1; padding: 0.75rem 1rem; background: var(--paper); }
.skip:focus { top: 0.5rem; }
h1 { margin: 1.75rem 0 1rem; font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2rem); line-height: 1.2; text-wrap: balance; hyphens: auto; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.2rem; line-height: 1.3; }
h3 { margin: 1.25rem 0 0.5rem; font-size: 1rem; }
p, ul, ol { margin: 0 0 1rem; max-width: 65ch; }
ul, ol { padding-left: 1.4rem; }
li { padding: 0.125rem 0; }
a { color: var(--accent); text-underline-offset: 0.18em; }
a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre, .code-input { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: 0.92em; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
.quiet, .hint { color: var(--soft); }
.hint { margin: 0 0 0.4rem; font-size: 0.9rem; }
.card { margin: 0 0 1.25rem; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
ul.card, ol.card { max-width: none; padding: 1rem 1.25rem 1rem 2.4rem; }
.card > :first-child, .notice > :first-child { margin-top: 0; }
.card > :last-child, .notice > :last-child { margin-bottom: 0; }
.cards {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.75rem;
  margin: 0 0 1.25rem; padding: 0; list-style: none; max-width: none;
}
.cards > * { margin: 0; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.cards form { display: flex; flex-direction: column; gap: 0.75rem; height: 100%; margin: 0; }
.cards form .button { margin-top: auto; }
.notice {
  margin: 0 0 1.25rem; padding: 0.85rem 1.1rem; border-radius: 8px; background: var(--tint);
  border: 1px solid var(--accent); border-inline-start-width: 5px;
}
.notice.success { background: var(--good-tint); border-color: var(--good); }
.notice.error { background: var(--bad-tint); border-color: var(--bad); }
form { margin: 0 0 1.25rem; }
.field { margin: 0 0 1.25rem; }
.field > label, legend { display: block; margin: 0 0 0.3rem; padding: 0; font-weight: 600; }
input:not([type="checkbox"], [type="radio"], [type="hidden"]), select, textarea {
  display: block; width: 100%; max-width: 28rem; min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: 6px;
}
textarea { max-width: 100%; min-height: 6rem; resize: vertical; }
[aria-invalid="true"] { border: 2px solid var(--bad) !important; }
input.code-input { max-width: 14rem; font-size: 1.5rem; letter-spacing: 0.25em; }
.field-error { margin: 0.4rem 0 0; color: var(--bad); font-weight: 600; }
.field-error::before { content: "\\26A0\\00A0"; }
fieldset { min-width: 0; margin: 0 0 1.25rem; padding: 0; border: 0; }
.choice { display: flex; align-items: flex-start; gap: 0.7rem; min-height: 2.75rem; padding: 0.55rem 0; cursor: pointer; }
.choice input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); }
fieldset > .hint { margin-bottom: 0.8rem; }
form > .choice { margin-bottom: 0.8rem; }
.choice small { display: block; color: var(--soft); font-size: 0.9rem; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin: 0 0 1.25rem; }
.actions form { margin: 0; }
.button, button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: 0.5rem 1.2rem;
  font: inherit; font-weight: 600; line-height: 1.25; text-align: center; text-decoration: none; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 2px solid var(--accent); border-radius: 6px;
}
.button:hover, button:hover { color: var(--on-accent); background: var(--accent-strong); border-color: var(--accent-strong); }
.button.secondary { color: var(--accent); background: transparent; }
.button.secondary:hover { color: var(--accent-strong); background: var(--tint); }
.button.danger { color: var(--bad); background: transparent; border-color: var(--bad); }
.button.danger:hover { background: var(--bad-tint); }
.tag { display: inline-block; padding: 0.05rem 0.55rem; border: 1px solid var(--edge); border-radius: 1rem; font-size: 0.85rem; }
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: 0.35rem 1.25rem; margin: 0 0 1.25rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
h2:has(+ ol.agenda)::first-letter { text-transform: uppercase; }
ol.agenda { max-width: none; margin: 0; padding: 0; list-style: none; }
ol.agenda > li {
  display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0.1rem 1.25rem; padding: 0.8rem 0;
  border-top: 1px solid var(--line); break-inside: avoid;
}
ol.agenda .hours { font-variant-numeric: tabular-nums; color: var(--soft); }
ol.agenda :is(h3, h4) { margin: 0; font-size: 1rem; line-height: 1.45; }
ol.agenda p { margin: 0.15rem 0 0; }
ol.agenda ol.agenda { margin-top: 0.8rem; }
ol.agenda ol.agenda > li:last-child { padding-bottom: 0; }
pre.text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.92rem; line-height: 1.5; }
.search { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem; }
.search .field { flex: 1 1 14rem; margin: 0; }
.search .field input { max-width: none; }
table.list { width: 100%; margin: 0 0 1.25rem; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); font-size: 0.95rem; }
table.list th, table.list td { padding: 0.6rem 0.85rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
table.list th { color: var(--soft); font-size: 0.85rem; font-weight: 600; }
table.list td { min-width: 8.5rem; overflow-wrap: anywhere; }
table.list td.tight { min-width: 0; white-space: nowrap; overflow-wrap: normal; }
table.list a { display: inline-block; min-height: 24px; }
@media (max-width: 40rem) {
  main { padding-inline: 1rem; }
  header.site a { padding-inline: 1rem; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin: 0 0 0.6rem; }
  ol.agenda > li { grid-template-columns: minmax(0, 1fr); }
  ol.agenda ol.agenda { padding-left: 1rem; border-left: 3px solid var(--line); }
  .actions .button, .actions button, .actions form { flex: 1 1 auto; }
  .actions form .button { width: 100%; }
  table.list, table.list tbody, table.list tr, table.list td { display: block; }
  table.list { border: 0; background: none; }
  table.list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  table.list tr { margin: 0 0 0.75rem; padding: 0.6rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
  table.list td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.75rem; padding: 0.2rem 0; border: 0; }
  table.list td.tight { white-space: normal; }
  table.list td::before { content: attr(data-label); color: var(--soft); font-size: 0.9rem; }
}
@media (forced-colors: active) { .button, button { border: 2px solid ButtonText; } }
@media print {
  header.site, .skip, .actions, .elsewhere { display: none; }
  body { background: #fff; } main { max-width: none; padding: 0; } h2, h3 { break-after: avoid; }
}
`.trimStart();
