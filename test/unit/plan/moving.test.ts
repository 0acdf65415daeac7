import { describe, expect, it } from 'vitest'
import type { RevisionId } from '../../../src/revision/revision.ts'
import { editedRevisions, refuseEdited, retouchedRevisions, type FileSum } from '../../../src/plan/edited.ts'
import type { DatabaseState } from '../../../src/plan/state.ts'
import { planDowngrade, planRange, planUpgrade } from '../../../src/plan/upgrade.ts'
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
