/** A letter on one page: from whom, to whom, what about, and room for a signature. */
export const letterTyp = String.raw`
#grid(
  columns: (1fr, auto),
  { strong(it.from.first()); linebreak(); quiet(it.from.slice(1).join(linebreak())) },
  align(right, quiet({ it.number; linebreak(); it.date })),
)
#v(10mm)
#it.to.join(linebreak())
#v(10mm)
#heading(level: 1, it.heading)
#v(2mm)
#par(it.invites)
#v(2mm)
#facts(it.facts)
#v(2mm)
#par(it.confirms)
#v(8mm)
#it.onBehalf
#v(16mm)
#line(length: 70mm, stroke: 0.5pt + line-colour)
#quiet(it.signature)
`;
