import { shownChange, type Difference } from '../schema/differences.ts'

const marks = { missing: '-', extra: '+', differs: '~' } as const

/** Differences for people, a line each, or one a facet: `~ column public.a.b: type bigint → integer`, what is expected first. */
export function renderDifference({ kind, title, facets }: Difference): readonly string[] {
  if (facets.length === 0) return [`${marks[kind]} ${title}`.replaceAll(/\s+/g, ' ')]
  return facets.map(({ name, expected, found }) => {
    const [before, after] = shownChange(expected, found)
    return `${marks[kind]} ${title}: ${name} ${before} → ${after}`.replaceAll(/\s+/g, ' ')
  })
}
