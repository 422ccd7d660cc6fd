/** Lists: sections with a table each, whose columns the data name. A width of 0 is as wide as what stands there. */
export const listTyp = String.raw`
#heading-of(it.heading, it.line)
#for (index, section) in it.sections.enumerate() {
  if section.ownPage and index > 0 { pagebreak() }
  if section.group != none { heading(level: 2, section.group) }
  if section.title != none { heading(level: if it.grouped { 3 } else { 2 }, section.title) }
  if section.note != none { block(below: 0.8em, quiet(section.note)) }
  if section.rows.len() > 0 {
    listing(section.widths.map(one => if one == 0 { auto } else { one * 1fr }), section.columns, section.rows)
  }
}
`;
