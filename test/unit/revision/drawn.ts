import fc from 'fast-check'
import { PlinthError } from '../../../src/errors.ts'
import { revisionGraph } from '../../../src/revision/graph.ts'
import type { RevisionGraph } from '../../../src/revision/graph.ts'
import { revisionId } from '../../../src/revision/revision.ts'
import type { Revision, RevisionId } from '../../../src/revision/revision.ts'

/** `a`: a base. `c<a+b`: c revises a and b. `c<a~b`: and depends on b. `b<a#web`: with the label web. */
export function revision(text: string): Revision {
  const [, id = '', downs = '', needs = '', label = ''] =
    /^([\w.-]+)(?:<([\w.+-]+))?(?:~([\w.+-]+))?(?:#(\w+))?$/.exec(text) ?? []
  return {
    id: revisionId(id),
    downRevisions: ids(...downs.split('+').filter(Boolean)),
    dependsOn: ids(...needs.split('+').filter(Boolean)),
    labels: label === '' ? [] : [label],
    message: `message of ${id}`,
    file: `${id}.sql`,
    created: undefined,
  }
}

export function drawn(text: string): RevisionGraph {
  return revisionGraph(text.split(/\s+/).filter(Boolean).map(revision))
}

export function ids(...names: string[]): readonly RevisionId[] {
  return names as unknown as readonly RevisionId[]
}

/** The PlinthError that `f` throws, as lines: code and message, detail, hint. */
export function errorOf(f: () => unknown): string {
  try {
    f()
  } catch (error) {
    if (error instanceof PlinthError) {
      return [`${error.code} ${error.message}`, error.detail, error.hint].filter(Boolean).join('\n')
    }
    throw error
  }
  return 'no error'
}

/** Any graph of up to 12 revisions with branches, merges and dependencies, and some heads that a database may be at. */
export const anyGraph = fc
  .array(
    fc.record({
      downs: fc.array(fc.nat(3), { maxLength: 2 }),
      needs: fc.array(fc.nat(11), { maxLength: 1 }),
      wanted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nodes) => {
    const names = nodes.map((_, index) => `r${String(index)}`)
    const pick = (places: readonly number[]) =>
      [...new Set(places)].flatMap((place) => (place >= 0 && names[place] ? [names[place]] : []))
    const revisions = nodes.map(({ downs, needs }, index) => ({
      ...revision(names[index] ?? ''),
      downRevisions: ids(...pick(downs.map((back) => index - 1 - back))),
      dependsOn: ids(...pick(needs.filter((place) => place < index))),
    }))
    const wanted = ids(...names.filter((_, index) => nodes[index]?.wanted))
    return { graph: revisionGraph(revisions), revisions, wanted }
  })
