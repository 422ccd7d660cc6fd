/**
 * What all printed papers have in common, in Typst, a string since tsc copies no other files. It stands before each template,
 * which finds its data in `it`: texts that people wrote come as values and are never read as markup.
 *
 * Pieces: `heading-of(title, line)` above a paper, `facts(rows)` (pairs of a name and a value), `listing(widths, header,
 * rows)` for a table that repeats its header on each page, `quiet(text)`.
 */
export const houseTyp = String.raw`
#let it = json(bytes(sys.inputs.data))
#let ink = rgb("#1d2530")
#let soft = rgb("#515b67")
#let line-colour = rgb("#b9bfc6")
#let accent = rgb("#0b5f73")

#set document(title: sys.inputs.title, date: auto)
#set text(lang: sys.inputs.language, font: "Libertinus Serif", size: 10.5pt, fill: ink)
#set par(leading: 0.6em, spacing: 0.9em)
#set page(
  paper: "a4",
  margin: (x: 18mm, top: 18mm, bottom: 20mm),
  footer: context text(size: 8.5pt, fill: soft)[
    #sys.inputs.title #h(1fr) #counter(page).display("1 / 1", both: true)
  ],
)
#show heading.where(level: 1): set text(size: 20pt, fill: accent)
#show heading.where(level: 2): set text(size: 13pt, fill: accent)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.8em, sticky: true)
#show heading.where(level: 3): set text(size: 11pt)
#show heading.where(level: 3): set block(above: 1.2em, below: 0.6em, sticky: true)

#let quiet(body) = text(fill: soft, body)

#let heading-of(title, line) = {
  heading(level: 1, title)
  if line != none { block(above: 0.7em, below: 1.4em, quiet(line)) }
}

#let facts(rows) = {
  for (name, value) in rows { terms(terms.item(name, value)) }
}

#let listing(widths, header, rows) = table(
  columns: widths,
  stroke: (x, y) => (bottom: 0.5pt + line-colour),
  inset: (x: 4pt, y: 5pt),
  align: (x, y) => left + horizon,
  table.header(..header.map(name => text(size: 9pt, fill: soft, weight: "bold", name))),
  ..rows.flatten(),
)
`;
