/** Badges of A7: eight on a sheet of A4, which is cut into them without a rest, or one alone on a page of its own size. */
export const badgesTyp = String.raw`
#let width = 105mm
#let height = 74.25mm
#let edge = 8mm
#let inner = width - 2 * edge
#let code = 26mm
#let beside = inner - code - 2mm

// The largest of these sizes in which a text takes no more than this height, and no word is broken; else the last.
// To be asked in a context.
#let fitting(body, space, most, ..sizes) = {
  let fits(size) = (
    measure(block(width: space, text(size: size, body))).height <= most
      and body.split(" ").all(word => measure(text(size: size, word)).width <= space)
  )
  let size = sizes.pos().find(fits)
  if size == none { sizes.pos().last() } else { size }
}

#let badge(one) = block(width: width, height: height, inset: edge, breakable: false, clip: true, {
  grid(
    columns: (auto, 1fr),
    column-gutter: 4mm,
    text(size: 11pt, weight: "bold", fill: accent, it.project),
    align(right, context text(size: fitting(it.meeting, 66mm, 9mm, 9pt, 8pt, 7pt, 6pt), fill: soft, it.meeting)),
  )
  v(1mm)
  block(height: 21mm, below: 0mm, context {
    set par(leading: 0.4em)
    let size = fitting(one.name, inner, 20mm, 26pt, 23pt, 20pt, 17pt, 14pt, 12pt, 10pt, 8pt, 6pt)
    heading(level: 1, text(size: size, one.name))
  })
  place(bottom + left, block(width: beside, {
    set par(leading: 0.5em, spacing: 0.7em)
    if one.partner != none {
      context par(text(size: fitting(one.partner, beside, 12mm, 12pt, 10.5pt, 9pt, 8pt, 7pt, 5pt), one.partner))
    }
    if one.town != none { par(text(size: 10.5pt, one.town)) }
    par(text(size: 9pt, fill: soft, {
      text(weight: "bold", one.kind)
      if one.languages.len() > 0 { [ · ] + one.languages.join(", ") }
    }))
  }))
  place(bottom + right, image(bytes(one.qr), format: "svg", width: code, alt: it.code))
})

#show heading.where(level: 1): set text(fill: ink, weight: "bold")
#show heading.where(level: 1): set block(above: 0mm, below: 0mm)

#if it.alone {
  set page(width: width, height: height, margin: 0mm, footer: none)
  badge(it.badges.first())
} else {
  set page(margin: 0mm, footer: none)
  for sheet in it.badges.chunks(8) {
    grid(columns: 2, stroke: (paint: line-colour, thickness: 0.3pt, dash: "dashed"), ..sheet.map(badge))
  }
}
`;
