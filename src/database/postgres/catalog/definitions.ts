import type { Composed } from './composed.ts'

/** The definitions that the server writes of the objects with these ids. */
type AskDefinitions = (oids: readonly number[]) => Promise<ReadonlyMap<number, string>>

/** How definitions are come by: written here, where that can be done, and asked for. */
interface Defining<T> {
  readonly compose: (object: T) => Composed | undefined
  readonly ask: AskDefinitions
}

/**
 * The definitions of objects, by id: those that were composed, where the server writes the first of each form just so, and of all others what the server
 * writes.
 */
export async function definitionsOf<T extends { readonly oid: number }>(
  objects: readonly T[],
  { compose, ask }: Defining<T>,
): Promise<ReadonlyMap<number, string>> {
  const all = objects.map((object) => ({ oid: object.oid, composed: compose(object) }))
  const composed = all.flatMap((one) => one.composed ?? [])
  const samples = samplesOf(composed)
  const strange = all.filter((one) => one.composed === undefined)
  const first = await ask([...strange, ...samples].map(({ oid }) => oid))
  const wrong = new Set(samples.flatMap(({ oid, text, forms }) => (first.get(oid) === text ? [] : forms)))
  const open = composed.filter(({ oid, forms }) => !first.has(oid) && forms.some((form) => wrong.has(form)))
  const second = await ask(open.map(({ oid }) => oid))
  return new Map([...composed.map(({ oid, text }) => [oid, text] as const), ...first, ...second])
}

/** One of each form; those of few forms first, for one that is wrong says it of all of its forms. */
function samplesOf(composed: readonly Composed[]): readonly Composed[] {
  const seen = new Set<string>()
  return composed
    .toSorted((one, other) => one.forms.length - other.forms.length)
    .filter(({ forms }) => {
      const fresh = forms.filter((form) => !seen.has(form))
      for (const form of fresh) seen.add(form)
      return fresh.length > 0
    })
}
