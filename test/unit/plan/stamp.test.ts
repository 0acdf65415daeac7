import { describe, expect, it } from 'vitest'
import { planStamp } from '../../../src/plan/stamp.ts'
import type { DatabaseState } from '../../../src/plan/state.ts'
import { drawn, ids } from '../revision/drawn.ts'
import { linesOf, textsOf } from './planning.ts'

const graph = drawn('base0 a<base0 b<a c<a d<b+c')
const at = (...heads: string[]): DatabaseState => ({ kind: 'initialised', heads: ids(...heads) })
const ahead: DatabaseState = { kind: 'ahead', heads: ['zz'], unknown: ['zz'] }
const ambiguous: DatabaseState = { kind: 'ambiguous', why: 'x', tracking: 'unusable' }

describe('planStamp', () => {
  it.each<[string, DatabaseState, string, readonly string[]]>([
    ['forwards', at('base0'), 'b', ['stamp (stamped) b: base0 → b']],
    ['backwards', at('d'), 'a', ['stamp (stamped) a: d → a']],
    ['where it is', at('a'), 'a', []],
    ['to heads', at('a'), 'heads', ['stamp (stamped) d: a → d']],
    ['to base', at('a'), 'base', ['stamp (stamped) base: a → -']],
    ['one branch to base', at('b', 'c'), 'c@base', ['stamp (stamped) base: b+c → b']],
    ['a branch to base that is not applied', at('b'), 'c@base', []],
    ['an untracked database', { kind: 'empty' }, 'a', ['stamp (stamped) a: - → a']],
    ['an untracked database to base', { kind: 'empty' }, 'base', []],
    ['away from unknown heads', ahead, 'd', ['stamp (stamped) d: zz → d']],
    ['an ambiguous database', ambiguous, 'a', ['stamp (stamped) a: - → a']],
  ])('%s', (_, state, target, lines) => {
    expect(linesOf(planStamp(state, graph, { targets: [target], recorded: 'kept', applied: [] }))).toEqual(
      lines,
    )
  })

  it.each<[string, DatabaseState, string, readonly string[]]>([
    ['heads of other branches', at('b', 'c'), 'b', ['stamp (stamped) b: b+c → b']],
    ['unknown heads', ahead, 'd', ['stamp (stamped) d: zz → d']],
    [
      'unknown heads beside known ones',
      { ...ahead, heads: ['b', 'zz'] },
      'c',
      ['stamp (stamped) c: b+zz → c'],
    ],
    ['to base', at('b', 'c'), 'base', ['stamp (stamped) base: b+c → -']],
    ['one branch to base', at('b', 'c'), 'c@base', ['stamp (stamped) base: b+c → -']],
    ['to heads', at('b'), 'heads', ['stamp (stamped) d: b → d']],
    ['an untracked database', { kind: 'empty' }, 'a', ['stamp (stamped) a: - → a']],
    ['an ambiguous database', ambiguous, 'a', ['stamp (stamped) a: zz → a']],
  ])('purges %s', (_, state, target, lines) => {
    const wishes = { targets: [target], recorded: 'purged', leftover: ['zz'], applied: ['zz'] } as const
    expect(linesOf(planStamp(state, graph, wishes))).toEqual(lines)
  })

  it.each([
    ['where it is', at('a'), 'a', ['base0', 'a']],
    ['to current', at('b', 'c'), 'current', ['base0', 'a', 'b', 'c']],
  ] as const)('purges nothing %s, where the journal agrees', (_, state, target, applied) => {
    expect(planStamp(state, graph, { targets: [target], recorded: 'purged', applied }).steps).toEqual([])
  })

  it('a purge where it is brings the journal in line with the files', () => {
    const wishes = { targets: ['a'], recorded: 'purged', applied: ['base0', 'zz'] } as const
    expect(planStamp(at('a'), graph, wishes).steps).toMatchObject([
      { covers: ['a'], leaves: ['zz'], from: ['a'], to: ['a'] },
    ])
  })

  it('keeps the heads of other branches without a purge', () => {
    expect(
      linesOf(planStamp(at('b', 'c'), graph, { targets: ['b'], recorded: 'kept', applied: [] })),
    ).toEqual([])
    const mixed: DatabaseState = { ...ahead, heads: ['b', 'zz'] }
    expect(linesOf(planStamp(mixed, graph, { targets: ['c'], recorded: 'kept', applied: [] }))).toEqual([
      'stamp (stamped) c: b+zz → b+c',
    ])
  })

  it('purges nothing of somebody else, nor of an init that is unfinished', () => {
    const progress = { statements: 1, hash: '', where: 'between statements' } as const
    const states: readonly DatabaseState[] = [
      { kind: 'ambiguous', why: 'x', tracking: 'untrusted' },
      { kind: 'unfinished', progress },
    ]
    const codes = states.map(
      (state) =>
        textsOf(() => planStamp(state, graph, { targets: ['a'], recorded: 'purged', applied: [] }))[0],
    )
    expect(codes).toEqual(['E_AMBIGUOUS', 'E_UNFINISHED'])
  })

  it('records no base where no journal could tell that there is to be none', () => {
    for (const recorded of ['kept', 'purged'] as const)
      expect(
        textsOf(() => planStamp(ambiguous, graph, { targets: ['base'], recorded, applied: [] })),
      ).toEqual([
        'E_USAGE',
        'base cannot be recorded here',
        'The tracking is not whole, and its journal knows of no revision that was applied.',
        'When you know which revision the database is at: plinth stamp <revision>\n' +
          'To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init',
        'Nothing was changed.',
      ])
  })

  it.each([ahead, ambiguous])('takes back all that the journal knows, to base: %j', (state) => {
    const wishes = { targets: ['base'], recorded: 'purged', applied: ['base0', 'zz'] } as const
    const [step] = planStamp(state, graph, wishes).steps
    expect(step).toMatchObject({ kind: 'stamp', covers: [], leaves: ['base0', 'zz'], to: [] })
  })

  it('covers all ancestors', () => {
    const [step] = planStamp(at(), graph, { targets: ['d'], recorded: 'kept', applied: [] }).steps
    expect(step?.kind === 'stamp' && step.covers).toEqual(['base0', 'a', 'b', 'c', 'd'])
  })
})

describe('planStamp with several targets', () => {
  const roots = drawn('base0 a<base0#left b<a c<base0#right d<c e f<e~b#other')
  const plan = (state: DatabaseState, targets: readonly string[], recorded: 'kept' | 'purged' = 'kept') =>
    planStamp(state, roots, { targets, recorded, applied: [] })

  it.each<[string, DatabaseState, readonly string[], readonly string[]]>([
    ['two branches', at('base0'), ['b', 'd'], ['stamp (stamped) b+d: base0 → b+d']],
    ['in any order', at('base0'), ['d', 'b'], ['stamp (stamped) d+b: base0 → b+d']],
    ['one up, one down', at('a', 'd'), ['b', 'c'], ['stamp (stamped) b+c: a+d → b+c']],
    ['beside a third branch', at('a', 'e'), ['b', 'c'], ['stamp (stamped) b+c: a+e → b+c+e']],
    ['where it is', at('b', 'd'), ['b', 'd'], []],
    ['one twice', at('base0'), ['b', 'b', 'left@head'], ['stamp (stamped) b: base0 → b']],
    ['one and an ancestor', at('base0'), ['a', 'b'], ['stamp (stamped) b: base0 → b']],
    ['one and what it depends on', at(), ['f', 'b'], ['stamp (stamped) f: - → f']],
    ['an ancestor, which what is above it goes for', at('b'), ['base0', 'c'], ['stamp (stamped) c: b → c']],
    ['by label', at(), ['left@head', 'right'], ['stamp (stamped) b+c: - → b+c']],
    ['heads and an ancestor', at('a'), ['heads', 'a'], ['stamp (stamped) d+f: a → d+f']],
    ['where it is, and another branch', at('b'), ['current', 'd'], ['stamp (stamped) b+d: b → b+d']],
    ['current at base, and a branch', at(), ['current', 'd'], ['stamp (stamped) d: - → d']],
    ['an untracked database', { kind: 'empty' }, ['b', 'd'], ['stamp (stamped) b+d: - → b+d']],
    ['away from unknown heads', ahead, ['b', 'd'], ['stamp (stamped) b+d: zz → b+d']],
    [
      'two branches to base',
      at('b', 'd', 'e'),
      ['left@base', 'right@base'],
      ['stamp (stamped) base: b+d+e → e'],
    ],
  ])('%s', (_, state, targets, lines) => {
    expect(linesOf(plan(state, targets))).toEqual(lines)
  })

  it('purges all else', () => {
    expect(linesOf(plan(at('b', 'e'), ['a', 'd'], 'purged'))).toEqual(['stamp (stamped) a+d: b+e → a+d'])
    expect(linesOf(plan(ahead, ['a', 'b', 'd'], 'purged'))).toEqual(['stamp (stamped) b+d: zz → b+d'])
  })

  it('covers the ancestors of all, each once, and leaves what none of them needs', () => {
    const wishes = { recorded: 'kept', applied: ['base0', 'a', 'b', 'e'] } as const
    const [step] = planStamp(at('b', 'e'), roots, { ...wishes, targets: ['a', 'd'] }).steps
    expect(step).toMatchObject({ revision: 'a', targets: ['a', 'd'], to: ['a', 'd', 'e'] })
    expect(step).toMatchObject({ covers: ['base0', 'a', 'c', 'd', 'e'], leaves: ['b'] })
  })

  it.each([[['base', 'b']], [['b', 'base']], [['base', 'left@base']], [['heads', 'base']]])(
    'refuses base beside others: %j',
    (targets) => {
      expect(textsOf(() => plan(at('b'), targets))).toEqual([
        'E_USAGE',
        '"base" cannot be stamped together with another target',
        'It says that nothing is applied, and the other that something is.',
        'Leave it out; where all else that is recorded is to go, add --purge',
        'Nothing was changed.',
      ])
    },
  )

  it('refuses the base of a branch beside a revision', () => {
    expect(textsOf(() => plan(at('b'), ['d', 'left@base']))).toEqual([
      'E_USAGE',
      '"left@base" cannot be stamped together with another target',
      'It says that nothing of a branch is applied; beside it only others that say so may stand.',
      'One after the other: plinth stamp left@base; then the others without it.',
      'Nothing was changed.',
    ])
  })

  it('refuses what one of them is refused for', () => {
    expect(textsOf(() => plan(at('b'), ['b', 'nope']))[0]).toBe('E_REVISION')
    expect(textsOf(() => plan(at('b'), ['b', 'head']))[0]).toBe('E_HEADS')
  })

  it('is not at base where nothing of a branch is current', () => {
    const apart = drawn('a b#web c<b d')
    for (const targets of [['web@current'], ['web@current', 'd']])
      expect(
        textsOf(() => planStamp(at('a', 'd'), apart, { targets, recorded: 'kept', applied: [] })).slice(0, 2),
      ).toEqual(['E_REVISION', '"web@current" is not a target here: no revision is there'])
  })
})
