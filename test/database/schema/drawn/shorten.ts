import { questionsOf, type Sketch } from './sketch.ts'

/** A sketch as small as it can be made with `fails` still true of it: without things, changes and answers that do not matter. */
export async function shorten(sketch: Sketch, fails: (sketch: Sketch) => Promise<boolean>): Promise<Sketch> {
  const smaller = await withoutMany(sketch, thingsOf(sketch), { without: withoutThings, fails })
  const same = await withoutMany(smaller, thingsOf(smaller), { without: withoutChanges, fails })
  const fewer = await withoutMany(same, answersOf(same), { without: withPlainAnswers, fails })
  return withoutMany(fewer, thingsOf(fewer), { without: withoutThings, fails })
}

interface Steps<T> {
  readonly without: (sketch: Sketch, parts: readonly T[]) => Sketch
  readonly fails: (sketch: Sketch) => Promise<boolean>
}

/** Half of the parts at once, then fewer and fewer. */
async function withoutMany<T>(sketch: Sketch, parts: readonly T[], steps: Steps<T>): Promise<Sketch> {
  let least = sketch
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < parts.length; at += size) {
      const tried = steps.without(least, parts.slice(at, at + size))
      if (JSON.stringify(tried) !== JSON.stringify(least) && (await steps.fails(tried))) least = tried
    }
  return least
}

function thingsOf({ a, b }: Sketch): readonly number[] {
  return [...new Set([...a, ...b].map(({ id }) => id))].sort((one, other) => other - one)
}

function withoutThings({ seed, a, b }: Sketch, ids: readonly number[]): Sketch {
  const rest = (things: Sketch['a']) => things.filter(({ id }) => !ids.includes(id))
  return { seed, a: rest(a), b: rest(b) }
}

/** What is only in one of them, or differs, as in the first. */
function withoutChanges({ seed, a, b }: Sketch, ids: readonly number[]): Sketch {
  const changed = (id: number) => ids.includes(id)
  return { seed, a, b: [...a.filter(({ id }) => changed(id)), ...b.filter(({ id }) => !changed(id))] }
}

interface Answer {
  readonly id: number
  readonly question: string
}

function answersOf(sketch: Sketch): readonly Answer[] {
  return [...questionsOf(sketch)].flatMap(([id, questions]) =>
    [...questions].map((question) => ({ id, question })),
  )
}

function withPlainAnswers({ seed, a, b }: Sketch, answers: readonly Answer[]): Sketch {
  const plainer = (things: Sketch['a']) =>
    things.map((thing) => {
      const own = answers.filter(({ id }) => id === thing.id).map(({ question }) => question)
      return own.length === 0 ? thing : { ...thing, plain: [...new Set([...thing.plain, ...own])] }
    })
  return { seed, a: plainer(a), b: plainer(b) }
}
