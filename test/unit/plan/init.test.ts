import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../src/plan/facts.ts'
import { planInit, type InitWishes } from '../../../src/plan/init.ts'
import { stateOf } from '../../../src/plan/state.ts'
import { revisionId } from '../../../src/revision/revision.ts'
import { drawn } from '../revision/drawn.ts'
import { factsOf, linesOf, object, textsOf, tracked } from './planning.ts'

const graph = drawn('base0 a<base0 b<a')
const [users, posts, junk] = [
  object('table public.users'),
  object('view public.posts'),
  object('type public.j'),
]
const expected = [users, posts]
const wishes: InitWishes = {
  baseline: revisionId('base0'),
  targets: graph.realHeads,
  adopt: undefined,
  allowNewer: 'refused',
  transaction: 'one',
  database: '-h host -p 5432 -U app shop',
}
const adopt = { adopt: revisionId('a') }
const alembic = { tool: 'Alembic', table: 'public.alembic_version', revision: '1a2b' }
const all = ['upgrade a: base0 → a', 'upgrade b: a → b']

interface Row {
  readonly facts: Partial<Facts>
  readonly state: string
  readonly plan: readonly string[] | string
  readonly wishes?: Partial<InitWishes>
}

const table: Record<string, Row> = {
  empty: { facts: {}, state: 'empty', plan: ['init base0: - → base0', ...all] },
  'empty, --no-migrate': {
    facts: {},
    state: 'empty',
    wishes: { targets: [] },
    plan: ['init base0: - → base0'],
  },
  'empty, without an init script': {
    facts: {},
    state: 'empty',
    wishes: { baseline: undefined },
    plan: ['upgrade base0: - → base0', ...all],
  },
  'empty, --adopt has nothing to adopt': {
    facts: {},
    state: 'empty',
    wishes: adopt,
    plan: ['init base0: - → base0', ...all],
  },
  'existing, matching': {
    facts: { objects: expected },
    state: 'existing',
    plan: ['stamp (adopted by name) base0: - → base0', ...all],
  },
  'existing, matching, without a baseline': {
    facts: { objects: expected },
    state: 'existing',
    wishes: { baseline: undefined },
    plan: 'E_EXISTING',
  },
  'existing, matching, --adopt': {
    facts: { objects: expected },
    state: 'existing',
    wishes: adopt,
    plan: ['stamp (adopted unverified) a: - → a', 'upgrade b: a → b'],
  },
  'existing, something more': {
    facts: { objects: [...expected, junk] },
    state: 'existing',
    plan: 'E_EXISTING',
  },
  'existing, something else': { facts: { objects: [users, junk] }, state: 'existing', plan: 'E_EXISTING' },
  'existing, something else, --adopt': {
    facts: { objects: [junk] },
    state: 'existing',
    wishes: adopt,
    plan: ['stamp (adopted unverified) a: - → a', 'upgrade b: a → b'],
  },
  partial: { facts: { objects: [users] }, state: 'partial', plan: 'E_PARTIAL' },
  'partial, --adopt': {
    facts: { objects: [users] },
    state: 'partial',
    wishes: adopt,
    plan: ['stamp (adopted unverified) a: - → a', 'upgrade b: a → b'],
  },
  foreign: { facts: { foreign: [alembic], objects: expected }, state: 'foreign', plan: 'E_FOREIGN' },
  'foreign, --adopt': {
    facts: { foreign: [alembic], objects: [junk] },
    state: 'foreign',
    wishes: adopt,
    plan: ['stamp (adopted unverified) a: - → a', 'upgrade b: a → b'],
  },
  'initialised, behind': {
    facts: { tracking: tracked('a') },
    state: 'initialised',
    plan: ['upgrade b: a → b'],
  },
  'initialised, at head': { facts: { tracking: tracked('b') }, state: 'initialised', plan: [] },
  'initialised, --no-migrate': {
    facts: { tracking: tracked('a') },
    state: 'initialised',
    wishes: { targets: [] },
    plan: [],
  },
  'initialised, --adopt changes nothing': {
    facts: { tracking: tracked('b') },
    state: 'initialised',
    wishes: adopt,
    plan: [],
  },
  'initialised, gone back to base': {
    facts: { tracking: tracked() },
    state: 'initialised',
    plan: ['upgrade base0: - → base0', ...all],
  },
  ahead: { facts: { tracking: tracked('zz') }, state: 'ahead', plan: 'E_AHEAD' },
  'ahead, --adopt does not help': {
    facts: { tracking: tracked('zz') },
    state: 'ahead',
    wishes: adopt,
    plan: 'E_AHEAD',
  },
  'ahead, --allow-newer': {
    facts: { tracking: tracked('a', 'zz') },
    state: 'ahead',
    wishes: { allowNewer: 'allowed' },
    plan: [],
  },
  'ambiguous: nothing recorded': {
    facts: { tracking: { kind: 'unusable', why: 'it records no revision' } },
    state: 'ambiguous',
    plan: 'E_AMBIGUOUS',
  },
  'ambiguous: not to be trusted': {
    facts: { tracking: { kind: 'untrusted', why: 'x' }, foreign: [alembic] },
    state: 'ambiguous',
    plan: 'E_AMBIGUOUS',
  },
  'ambiguous, whatever is wished': {
    facts: { tracking: { kind: 'unusable', why: 'it records no revision' } },
    state: 'ambiguous',
    wishes: { ...adopt, allowNewer: 'allowed' },
    plan: 'E_AMBIGUOUS',
  },
}

describe('the decision table of init', () => {
  it.each(Object.entries(table))('%s', (_, row) => {
    const state = stateOf(factsOf(row.facts), graph, expected)
    expect(state.kind).toBe(row.state)
    const plan = () => planInit(state, graph, { ...wishes, ...row.wishes })
    if (typeof row.plan === 'string') expect(textsOf(plan)[0]).toBe(row.plan)
    else expect(linesOf(plan())).toEqual(row.plan)
  })

  it('says of an adopted revision which others it covers', () => {
    const state = stateOf(factsOf({ objects: [junk] }), graph, expected)
    const [step] = planInit(state, graph, { ...wishes, adopt: revisionId('b') }).steps
    expect(step).toMatchObject({ covers: expect.arrayContaining(['base0', 'a', 'b']) as unknown })
  })

  it('names heads that are unknown, and keeps them all with --allow-newer', () => {
    const state = stateOf(factsOf({ tracking: tracked('a', 'zz') }), graph, expected)
    expect(state).toEqual({ kind: 'ahead', heads: ['a', 'zz'], unknown: ['zz'], recorded: [] })
    expect(planInit(state, graph, { ...wishes, allowNewer: 'allowed' }).to).toEqual(['a', 'zz'])
  })
})

describe('the refusals of init, in full', () => {
  const refusal = (facts: Partial<Facts>) =>
    textsOf(() => planInit(stateOf(factsOf(facts), graph, expected), graph, wishes))

  it('existing', () => {
    expect(refusal({ objects: [users, junk] })).toMatchInlineSnapshot(`
      [
        "E_EXISTING",
        "the database is not empty, and it is not what the init script makes",
        "only in the init script: view public.posts
      only in the database: type public.j",
        "No revision has a fingerprint in plinth.lock. To write those by which a database is recognised: plinth verify --update; then: plinth init
      If you know which revision it is at, say so (it is recorded as unverified): plinth init --adopt <revision> --no-migrate; what differs: plinth verify; then: plinth migrate",
        "Nothing was changed.",
      ]
    `)
  })
  it('existing, with a long list', () => {
    const objects = Array.from({ length: 15 }, (_, i) => object(`table public.t${String(i)}`))
    expect(refusal({ objects })[2]).toMatchInlineSnapshot(`
      "only in the init script: table public.users, view public.posts
      only in the database: table public.t0, table public.t1, table public.t2, table public.t3, table public.t4, table public.t5, table public.t6, table public.t7, table public.t8, table public.t9, table public.t10, table public.t11 and 3 more"
    `)
  })
  it('partial', () => {
    expect(refusal({ objects: [users] })).toMatchInlineSnapshot(`
      [
        "E_PARTIAL",
        "the database holds 1 of the 2 objects that the init script makes",
        "missing: view public.posts
      An earlier load of the init script probably died half-way.",
        "Without data of value, drop the database and create it: dropdb -h host -p 5432 -U app shop && createdb -h host -p 5432 -U app shop; then: plinth init
      Else complete it by hand, and say that it is complete (it is recorded as unverified): plinth init --adopt base0",
        "Nothing was changed.",
      ]
    `)
  })
  it('foreign', () => {
    const knex = { tool: 'Knex', table: 'public.knex_migrations', revision: undefined }
    expect(refusal({ foreign: [alembic, knex] })).toMatchInlineSnapshot(`
      [
        "E_FOREIGN",
        "this database is tracked by Alembic",
        "Alembic: public.alembic_version, at 1a2b
      Knex: public.knex_migrations
      It holds nothing of what the init script makes.",
        "Go on with Alembic, and give Plinth a database of its own: plinth init --create-database --url <url>
      If public.alembic_version is a leftover, drop it; then: plinth init
      To take over from Alembic, bring the schema to a revision of these files first, and then say which (it is recorded as unverified): plinth init --adopt <revision>",
        "Nothing was changed.",
      ]
    `)
  })
  it('foreign, where objects of the init script are', () => {
    expect(refusal({ foreign: [alembic], objects: [users] })).toMatchInlineSnapshot(`
      [
        "E_FOREIGN",
        "this database is tracked by Alembic",
        "Alembic: public.alembic_version, at 1a2b",
        "Go on with Alembic; or, if the schema is at a revision of these files, say which (it is recorded as unverified): plinth init --adopt <revision>",
        "Nothing was changed.",
      ]
    `)
  })
  it('existing, without a baseline to compare with', () => {
    const state = stateOf(factsOf({ objects: expected }), graph, expected)
    expect(textsOf(() => planInit(state, graph, { ...wishes, baseline: undefined }))).toMatchInlineSnapshot(`
      [
        "E_EXISTING",
        "the database is not empty, and no migration is the baseline to compare it with",
        undefined,
        "No revision has a fingerprint in plinth.lock. To write those by which a database is recognised: plinth verify --update; then: plinth init
      If you know which revision it is at, say so (it is recorded as unverified): plinth init --adopt <revision> --no-migrate; what differs: plinth verify; then: plinth migrate
      If an init script makes what is there, name it in the header of the first migration: -- init: ../sql/init.sql",
        "Nothing was changed.",
      ]
    `)
  })
  it('ahead', () => {
    expect(refusal({ tracking: tracked('zz') })).toMatchInlineSnapshot(`
      [
        "E_AHEAD",
        "the database is at zz, which these migrations do not have",
        "It was migrated by a newer checkout or image than this one, or by one of another branch.",
        "Update the checkout. What was applied: plinth show zz
      To take the database as it is, and change nothing: plinth init --allow-newer
      If those migrations were removed on purpose, record where it really is: plinth stamp <revision>",
        "Nothing was changed.",
      ]
    `)
  })
  it('not to be trusted', () => {
    expect(refusal({ tracking: { kind: 'untrusted', why: 'heads is owned by another role' } }))
      .toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS",
        "the tracking of this database cannot be trusted: heads is owned by another role",
        undefined,
        "Look at it with psql: \\dt+ plinth.* (or the schema that you gave as --schema)
      If it is yours, connect as the role that owns it; else keep the tracking in a schema of its own: --schema <name>",
        "Nothing was changed.",
      ]
    `)
  })
  it('ambiguous', () => {
    expect(refusal({ tracking: { kind: 'unusable', why: 'it records no revision' } })).toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS",
        "the tracking of this database cannot be trusted: it records no revision",
        undefined,
        "Look at it with psql: \\dt+ plinth.* (or the schema that you gave as --schema)
      When you know which revision the database is at: plinth stamp <revision>
      To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init",
        "Nothing was changed.",
      ]
    `)
  })
})
