import { expect, it } from 'vitest'
import type { StepProgress } from '../../../src/plan/facts.ts'
import { planStamp } from '../../../src/plan/stamp.ts'
import { planUpgrade, planDowngrade } from '../../../src/plan/upgrade.ts'
import { unfinishedText } from '../../../src/plan/unfinished.ts'
import { revisionGraph } from '../../../src/revision/graph.ts'
import type { Revision, RevisionId } from '../../../src/revision/revision.ts'

const revision = (id: string, ...downRevisions: string[]): Revision =>
  ({ id, downRevisions, dependsOn: [], labels: [], message: id, created: undefined, replaces: [] }) as never
const graph = revisionGraph([
  revision('base0'),
  revision('aa', 'base0'),
  revision('bb', 'base0'),
  revision('cc', 'aa', 'bb'),
])

const progress = (id: string, direction: StepProgress['direction'] = 'upgrade'): StepProgress => ({
  revision: id,
  direction,
  statements: 1,
  total: 3,
  where: 'between statements',
  runId: 'r',
  session: 's',
})
const at = (heads: readonly string[], step: StepProgress) =>
  ({ kind: 'initialised', heads: heads as readonly RevisionId[], step }) as const
const stepsOf = (plan: { steps: readonly { revision?: string | undefined }[] }) =>
  plan.steps.map((step) => step.revision)

it('goes on with the unfinished upgrade first, and with nothing where it is not on the way', () => {
  expect(stepsOf(planUpgrade(at(['base0'], progress('bb')), graph, 'heads'))).toEqual(['bb', 'aa', 'cc'])
  expect(stepsOf(planUpgrade(at(['base0'], progress('aa')), graph, 'heads'))).toEqual(['aa', 'bb', 'cc'])
  for (const target of ['aa', 'base0'])
    expect(() => planUpgrade(at(['base0'], progress('bb')), graph, target)).toThrow(
      /bb is unfinished: 1 of 3/,
    )
  expect(() => planUpgrade(at(['base0'], progress('gone')), graph, 'heads')).toThrow(/gone is unfinished/)
  expect(() => planUpgrade(at(['cc'], progress('cc', 'downgrade')), graph, 'heads')).toThrow(
    /the downgrade cc/,
  )
})

it('goes on with the unfinished downgrade, and refuses one of an unfinished upgrade', () => {
  expect(stepsOf(planDowngrade(at(['aa'], progress('aa', 'downgrade')), graph, '-1'))).toEqual(['aa'])
  expect(() => planDowngrade(at(['aa'], progress('bb')), graph, '-1')).toThrow(/the upgrade bb/)
})

it('is forgotten by a stamp, which records nothing again where the heads stay', () => {
  const kept = { recorded: 'kept', applied: [] } as const
  const stay = planStamp(at(['aa'], progress('bb')), graph, { targets: ['current'], ...kept })
  expect(stay.steps).toMatchObject([{ kind: 'stamp', covers: [], forgets: 'bb', from: ['aa'], to: ['aa'] }])
  const done = planStamp(at(['aa'], progress('bb')), graph, { targets: ['bb'], ...kept })
  expect(done.to).toEqual(['aa', 'bb'])
  const base = planStamp(at([], progress('base0')), graph, { targets: ['base'], ...kept })
  expect(base.steps).toMatchObject([{ forgets: 'base0', to: [] }])
})

it('says where it stopped', () => {
  expect(unfinishedText(progress('m'))).toBe(
    'm is unfinished: 1 of 3 statements done, stopped before statement 2',
  )
  expect(unfinishedText({ ...progress('m'), where: 'in a statement' })).toContain('stopped in statement 2')
  expect(unfinishedText({ ...progress('m'), statements: 3 })).toBe('m is unfinished: 3 of 3 statements done')
})
