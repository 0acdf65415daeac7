import { Draw, hashOf, type Thing } from './draw.ts'
import { Drawing } from './drawing.ts'
import { drawColumn, drawForeignTable, drawPartition, drawTable } from './tables.ts'
import { drawConstraint, drawIndex } from './constraints.ts'
import { drawPolicy, drawRule, drawStatistics, drawTrigger } from './table-parts.ts'
import {
  drawAggregate,
  drawEventTrigger,
  drawFunction,
  drawNumberFunction,
  drawOperator,
  drawProcedure,
  drawTriggerFunction,
} from './routines.ts'
import {
  drawDefaultPrivileges,
  drawPublication,
  drawSchema,
  drawSequence,
  drawServer,
  drawTextSearch,
} from './the-rest.ts'
import { drawCollation, drawComposite, drawDomain, drawEnum, drawRange } from './types.ts'
import { drawMaterializedView, drawView } from './views.ts'

/** The kinds, how many there are of each in a hundred or so, and where they may stand: from 0, the beginning, to 1. */
const kinds: Readonly<
  Record<
    string,
    {
      readonly share: number
      readonly from: number
      readonly to: number
      readonly draw: (drawing: Drawing, draw: Draw) => void
    }
  >
> = {
  schema: { share: 4, from: 0, to: 0.05, draw: drawSchema },
  enum: { share: 3, from: 0.05, to: 0.3, draw: drawEnum },
  domain: { share: 4, from: 0.05, to: 0.6, draw: drawDomain },
  composite: { share: 3, from: 0.05, to: 0.6, draw: drawComposite },
  range: { share: 1, from: 0.05, to: 0.3, draw: drawRange },
  collation: { share: 1, from: 0.05, to: 0.3, draw: drawCollation },
  sequence: { share: 4, from: 0.05, to: 0.9, draw: drawSequence },
  'number function': { share: 6, from: 0.05, to: 0.6, draw: drawNumberFunction },
  'trigger function': { share: 3, from: 0.05, to: 0.6, draw: drawTriggerFunction },
  server: { share: 1, from: 0.05, to: 0.2, draw: drawServer },
  'text search': { share: 1, from: 0.05, to: 1, draw: drawTextSearch },
  table: { share: 11, from: 0.1, to: 0.4, draw: drawTable },
  partition: { share: 6, from: 0.3, to: 1, draw: drawPartition },
  'foreign table': { share: 1, from: 0.25, to: 0.5, draw: drawForeignTable },
  column: { share: 22, from: 0.2, to: 0.8, draw: drawColumn },
  constraint: { share: 11, from: 0.35, to: 1, draw: drawConstraint },
  index: { share: 10, from: 0.35, to: 1, draw: drawIndex },
  view: { share: 9, from: 0.35, to: 1, draw: drawView },
  'materialized view': { share: 3, from: 0.4, to: 1, draw: drawMaterializedView },
  function: { share: 6, from: 0.1, to: 1, draw: drawFunction },
  procedure: { share: 2, from: 0.1, to: 1, draw: drawProcedure },
  aggregate: { share: 1, from: 0.3, to: 1, draw: drawAggregate },
  operator: { share: 1, from: 0.3, to: 1, draw: drawOperator },
  trigger: { share: 5, from: 0.5, to: 1, draw: drawTrigger },
  policy: { share: 4, from: 0.5, to: 1, draw: drawPolicy },
  rule: { share: 2, from: 0.5, to: 1, draw: drawRule },
  statistics: { share: 2, from: 0.5, to: 1, draw: drawStatistics },
  publication: { share: 2, from: 0.6, to: 1, draw: drawPublication },
  'default privileges': { share: 1, from: 0.05, to: 1, draw: drawDefaultPrivileges },
  'event trigger': { share: 1, from: 0.9, to: 1, draw: drawEventTrigger },
}

const bag = Object.entries(kinds).flatMap(([kind, { share }]) => Array.from({ length: share }, () => kind))

/** A schema and what becomes of it: things that are in both, in one only, and answers of which the one schema has others. */
export interface Sketch {
  readonly seed: string
  readonly a: readonly Thing[]
  readonly b: readonly Thing[]
}

export interface SketchSize {
  readonly things: number
  readonly changes: number
}

/** The statements of one side. */
export function statementsOf(seed: string, things: readonly Thing[]): readonly string[] {
  return drawAll(seed, things).drawing.statements
}

/** A sketch that follows from its seed. */
export function drawSketch(seed: string, { things, changes }: SketchSize): Sketch {
  const number = (question: string, count: number) => hashOf(`${seed} sketch ${question}`) % count
  const count = 3 + number('size', things - 2)
  const a = Array.from({ length: count }, (_, id) => newThing(id, number))
  let b: readonly Thing[] = a
  const { draws } = drawAll(seed, a)
  for (let nth = 0; nth <= number('changes', changes); nth++) {
    const what = number(`what ${nth}`, 10)
    const thing = b[number(`whom ${nth}`, b.length)]
    if (what < 2) b = [...b, newThing(count + nth, number)]
    else if (thing === undefined) continue
    else if (what < 4) b = withoutThing(b, thing, draws)
    else b = withOtherAnswers(b, { thing, draw: draws.get(thing.id), nth }, number)
  }
  return { seed, a, b }
}

type Numbers = (question: string, count: number) => number

function newThing(id: number, number: Numbers): Thing {
  const kind = bag[number(`kind ${id}`, bag.length)]!
  const { from, to } = kinds[kind]!
  return { id, kind, place: from + ((to - from) * number(`place ${id}`, 1e6)) / 1e6, anew: {}, plain: [] }
}

/** With its parts. */
function withoutThing(
  things: readonly Thing[],
  { id }: Thing,
  draws: ReadonlyMap<number, Draw>,
): readonly Thing[] {
  const gone = new Set([id])
  for (const [other, { parent }] of draws) if (parent !== undefined && gone.has(parent)) gone.add(other)
  return things.filter((thing) => !gone.has(thing.id))
}

function withOtherAnswers(
  things: readonly Thing[],
  { thing, draw, nth }: { readonly thing: Thing; readonly draw: Draw | undefined; readonly nth: number },
  number: Numbers,
): readonly Thing[] {
  const asked = [...(draw?.asked ?? [])]
  if (asked.length === 0) return things
  const anew: Record<string, number> = { ...thing.anew }
  for (let which = 0; which <= number(`how many ${nth}`, 3); which++) {
    const question = asked[number(`which ${nth} ${which}`, asked.length)]!
    anew[question] = (anew[question] ?? 0) + 1
  }
  return things.map((one) => (one.id === thing.id ? { ...one, anew } : one))
}

interface Drawn {
  readonly drawing: Drawing
  /** By thing, in the order in which they were written. */
  readonly draws: ReadonlyMap<number, Draw>
}

function drawAll(seed: string, things: readonly Thing[]): Drawn {
  const drawing = new Drawing()
  const draws = new Map<number, Draw>()
  for (const thing of [...things].sort((one, other) => one.place - other.place || one.id - other.id)) {
    const draw = new Draw(seed, thing)
    draws.set(thing.id, draw)
    kinds[thing.kind]!.draw(drawing, draw)
  }
  return { drawing, draws }
}

/** The questions that the things of a sketch were asked, by thing. */
export function questionsOf({ seed, a, b }: Sketch): ReadonlyMap<number, ReadonlySet<string>> {
  const both = [...drawAll(seed, a).draws, ...drawAll(seed, b).draws]
  const questions = new Map<number, Set<string>>()
  for (const [id, { asked }] of both) questions.set(id, new Set([...(questions.get(id) ?? []), ...asked]))
  return questions
}
