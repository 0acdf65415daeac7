import { describe, expect, it } from 'vitest'
import { partsByRevision, restOf } from '../../../src/plan/by-revision.ts'
import { planOf, type Step } from '../../../src/plan/plan.ts'
import type { RevisionId } from '../../../src/revision/revision.ts'

const id = (text: string) => text as RevisionId
const upgrade = (revision: string, from: string): Step => ({
  kind: 'upgrade',
  revision: id(revision),
  from: [id(from)],
  to: [id(revision)],
})
const hook = (name: string, at: string, about?: string): Step => ({
  kind: 'hook',
  revision: id(name),
  about: about === undefined ? undefined : { revision: id(about), direction: 'upgrade' },
  from: [id(at)],
  to: [id(at)],
})
const repeat = (name: string, at: string): Step => ({
  kind: 'repeat',
  revision: id(name),
  from: [id(at)],
  to: [id(at)],
})

describe('a plan by its revisions', () => {
  it('keeps hooks with what they are about, and leaves what is behind the last one for itself', () => {
    const steps = [
      hook('before-run', 'z'),
      hook('before-each', 'z', 'a'),
      upgrade('a', 'z'),
      hook('after-each', 'a', 'a'),
      hook('before-each', 'a', 'b'),
      upgrade('b', 'a'),
      hook('after-each', 'b', 'b'),
      repeat('views', 'b'),
      hook('after-run', 'b'),
    ]
    const plan = planOf('init', [id('z')], steps)
    const parts = partsByRevision(plan)
    expect(parts.map(({ revision }) => revision)).toEqual(['a', 'b'])
    expect([...parts.flatMap(({ plan }) => plan.steps), ...restOf(plan).steps]).toEqual(steps)
    expect(restOf(plan)).toMatchObject({ from: ['b'], to: ['b'] })
    expect(parts.map(({ plan, below }) => [plan.steps.length, plan.from, plan.to, below])).toEqual([
      [4, ['z'], ['a'], ['z']],
      [3, ['a'], ['b'], ['a']],
    ])
  })

  it('has no parts where it moves no heads', () => {
    expect(partsByRevision(planOf('init', [], []))).toEqual([])
    expect(partsByRevision(planOf('init', [id('a')], [repeat('views', 'a')]))).toEqual([])
  })
})
