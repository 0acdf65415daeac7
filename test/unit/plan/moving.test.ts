import { describe, expect, it } from 'vitest'
import type { RevisionId } from '../../../src/revision/revision.ts'
import { editedRevisions, refuseEdited, retouchedRevisions, type FileSum } from '../../../src/plan/edited.ts'
import type { DatabaseState } from '../../../src/plan/state.ts'
import { planDowngrade, planRange, planStamp, planUpgrade } from '../../../src/plan/upgrade.ts'
import { drawn, ids } from '../revision/drawn.ts'
import { appliedOf, linesOf, textsOf } from './planning.ts'

const graph = drawn('base0 a<base0 b<a c<a d<b+c')
const at = (...heads: string[]): DatabaseState => ({ kind: 'initialised', heads: ids(...heads) })
const ahead: DatabaseState = { kind: 'ahead', heads: ['zz'], unknown: ['zz'] }
const ambiguous: DatabaseState = { kind: 'ambiguous', why: 'x', tracking: 'unusable' }
const untracked: readonly DatabaseState[] = [
  { kind: 'empty' },
  { kind: 'existing', matching: true, missing: [], extra: [] },
  { kind: 'partial', missing: [], present: 1 },
]

describe('planUpgrade', () => {
  it.each([
    [['base0'], '+1', ['upgrade a: base0 → a']],
    [['base0'], 'b', ['upgrade a: base0 → a', 'upgrade b: a → b']],
    [['b'], 'heads', ['upgrade c: b → b+c', 'upgrade d: b+c → d']],
    [['d'], 'heads', []],
    [['d'], 'a', []],
    [[], 'a', ['upgrade base0: - → base0', 'upgrade a: base0 → a']],
  ])('from %j to %s', (heads, target, lines) => {
    const plan = planUpgrade(at(...heads), graph, target)
    expect(linesOf(plan)).toEqual(lines)
    expect([plan.verb, plan.from]).toEqual(['upgrade', heads])
  })
})

describe('planDowngrade', () => {
  it.each([
    [['d'], '-1', ['downgrade d: d → b+c']],
    [['b'], '-1', ['downgrade b: b → a']],
    [['b'], '2', ['downgrade b: b → a', 'downgrade a: a → base0']],
    [['b', 'c'], 'a', ['downgrade c: b+c → b', 'downgrade b: b → a']],
    [['a'], 'base', ['downgrade a: a → base0', 'downgrade base0: base0 → -']],
    [['a'], 'a', []],
  ])('from %j to %s', (heads, target, lines) => {
    expect(linesOf(planDowngrade(at(...heads), graph, target))).toEqual(lines)
  })
})

describe('a database that is not tracked', () => {
  it.each(untracked.map((state) => [state.kind, state] as const))('%s cannot be moved', (_, state) => {
    for (const plan of [planUpgrade, planDowngrade]) {
      expect(textsOf(() => plan(state, graph, 'a'))).toEqual([
        'E_NOT_INITIALISED',
        'this database is not tracked yet',
        state.kind === 'empty' ? 'It is empty.' : 'It has objects, but no revision is recorded in it.',
        'Initialise it: plinth init',
        'Nothing was changed.',
      ])
    }
  })

  it('nor one that is ahead, ambiguous or tracked by another tool', () => {
    const foreign: DatabaseState = { kind: 'foreign', tools: [] }
    const codes = [ahead, ambiguous, foreign].map((state) => textsOf(() => planUpgrade(state, graph, 'a'))[0])
    expect(codes).toEqual(['E_AHEAD', 'E_AMBIGUOUS', 'E_FOREIGN'])
  })
})

describe('planRange', () => {
  it.each(['current:d', 'a:current', 'current-1:', ':current+1'])(
    '%s is refused: no database is asked',
    (text) => {
      expect(textsOf(() => planRange(graph, text, 'upgrade'))[1]).toContain('which is not asked for it')
    },
  )
})

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
    expect(linesOf(planStamp(state, graph, { target, recorded: 'kept', applied: [] }))).toEqual(lines)
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
    const wishes = { target, recorded: 'purged', leftover: ['zz'], applied: ['zz'] } as const
    expect(linesOf(planStamp(state, graph, wishes))).toEqual(lines)
  })

  it.each([
    ['where it is', at('a'), 'a', ['base0', 'a']],
    ['to current', at('b', 'c'), 'current', ['base0', 'a', 'b', 'c']],
  ] as const)('purges nothing %s, where the journal agrees', (_, state, target, applied) => {
    expect(planStamp(state, graph, { target, recorded: 'purged', applied }).steps).toEqual([])
  })

  it('a purge where it is brings the journal in line with the files', () => {
    const wishes = { target: 'a', recorded: 'purged', applied: ['base0', 'zz'] } as const
    expect(planStamp(at('a'), graph, wishes).steps).toMatchObject([
      { covers: ['a'], leaves: ['zz'], from: ['a'], to: ['a'] },
    ])
  })

  it('keeps the heads of other branches without a purge', () => {
    expect(linesOf(planStamp(at('b', 'c'), graph, { target: 'b', recorded: 'kept', applied: [] }))).toEqual(
      [],
    )
    const mixed: DatabaseState = { ...ahead, heads: ['b', 'zz'] }
    expect(linesOf(planStamp(mixed, graph, { target: 'c', recorded: 'kept', applied: [] }))).toEqual([
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
      (state) => textsOf(() => planStamp(state, graph, { target: 'a', recorded: 'purged', applied: [] }))[0],
    )
    expect(codes).toEqual(['E_AMBIGUOUS', 'E_UNFINISHED'])
  })

  it('records no base where no journal could tell that there is to be none', () => {
    for (const recorded of ['kept', 'purged'] as const)
      expect(textsOf(() => planStamp(ambiguous, graph, { target: 'base', recorded, applied: [] }))).toEqual([
        'E_USAGE',
        'base cannot be recorded here',
        'The tracking is not whole, and its journal knows of no revision that was applied.',
        'When you know which revision the database is at: plinth stamp <revision>\n' +
          'To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init',
        'Nothing was changed.',
      ])
  })

  it.each([ahead, ambiguous])('takes back all that the journal knows, to base: %j', (state) => {
    const wishes = { target: 'base', recorded: 'purged', applied: ['base0', 'zz'] } as const
    const [step] = planStamp(state, graph, wishes).steps
    expect(step).toMatchObject({ kind: 'stamp', covers: [], leaves: ['base0', 'zz'], to: [] })
  })

  it('covers all ancestors', () => {
    const [step] = planStamp(at(), graph, { target: 'd', recorded: 'kept', applied: [] }).steps
    expect(step?.kind === 'stamp' && step.covers).toEqual(['base0', 'a', 'b', 'c', 'd'])
  })
})

describe('edited migrations', () => {
  const files = new Map<string, FileSum>(
    ['a', 'b', 'c'].map((id) => [
      id,
      {
        id: id as RevisionId,
        path: `migrations/${id}.sql`,
        checksum: `bytes of sum of ${id}`,
        normalChecksum: `sum of ${id}`,
      },
    ]),
  )
  const applied = (b: string | null, c: string) => [
    appliedOf('a', 'sum of a'),
    appliedOf('b', b),
    appliedOf('c', c),
    appliedOf('gone', 'x'),
  ]

  it('are those whose checksum differs; stamps without a checksum and missing files are not judged', () => {
    expect(editedRevisions(applied(null, 'sum of c'), files)).toEqual([])
    expect(editedRevisions(applied('other', 'sum of c'), files)).toEqual([files.get('b')])
    refuseEdited(applied('sum of b', 'sum of c'), files, (path) => path)
  })

  it('are not those whose bytes changed, but not what they do', () => {
    const retouched = { ...appliedOf('b', 'sum of b'), checksum: 'other bytes' }
    expect(editedRevisions([retouched], files)).toEqual([])
    expect(retouchedRevisions([retouched], files)).toEqual([files.get('b')])
    refuseEdited([retouched], files, (path) => path)
  })

  it('are not looked into when their bytes are the same', () => {
    const same: FileSum = {
      id: 'b' as RevisionId,
      path: 'b.sql',
      checksum: 'bytes of x',
      get normalChecksum(): string {
        throw new Error('it was asked for')
      },
    }
    expect(editedRevisions([appliedOf('b', 'x')], new Map([['b', same]]))).toEqual([])
  })

  it('are refused, one', () => {
    expect(textsOf(() => refuseEdited(applied('other', 'sum of c'), files, (path) => path))).toEqual([
      'E_EDITED',
      'migrations/b.sql was changed after it was applied on 2026-03-04',
      'revision b',
      'Restore it (git checkout -- migrations/b.sql) and put the change into a new migration: plinth create "<what changes>"\nOr accept it, when the database has it already: plinth repair b',
      'Nothing was changed.',
    ])
  })

  it('are refused, several', () => {
    expect(textsOf(() => refuseEdited(applied('other', 'other'), files, (path) => path))[2]).toBe(
      'and so were: migrations/c.sql',
    )
  })
})
