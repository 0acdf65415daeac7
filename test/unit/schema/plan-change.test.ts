import { describe, expect, test } from 'vitest'
import { planChange } from '../../../src/schema/change/plan-change.ts'
import type { ChangeOptions } from '../../../src/schema/change/options.ts'
import type { FacetsOf } from '../../../src/schema/facets.ts'
import { keyOf, type AnyFact, type FactKey } from '../../../src/schema/schema.ts'
import { makeFact, makeSchema, plainColumn, plainTable } from './making.ts'

interface More {
  readonly needs?: readonly FactKey[]
  readonly parent?: FactKey
}

function withMore(fact: AnyFact, { needs = [], parent = fact.parent }: More): AnyFact {
  return { ...fact, parent, needs: [...(parent === undefined ? [] : [parent]), ...needs] }
}

type Table = Partial<FacetsOf['table']> & More
function table(name: string, { needs, parent, ...facets }: Table = {}): AnyFact {
  return withMore(makeFact('table', ['public', name], { ...plainTable, columns: ['id'], ...facets }), {
    ...(needs && { needs }),
    ...(parent && { parent }),
  })
}

type Column = Partial<FacetsOf['column']> & More
function column(of: string, name: string, { needs = [], ...facets }: Column = {}): AnyFact {
  return withMore(makeFact('column', ['public', of, name], { ...plainColumn, ...facets }), { needs })
}

function setDefault(of: string, name: string, expression: string, needs: readonly FactKey[] = []): AnyFact {
  const parent = keyOf('column', ['public', of, name])
  return withMore(makeFact('default', ['public', of, name], { expression }), { parent, needs })
}

function constraint(of: string, name: string, facets: Partial<FacetsOf['constraint']> & More): AnyFact {
  const { needs = [], ...rest } = facets
  const plain: FacetsOf['constraint'] = {
    type: 'check',
    definition: '',
    validated: true,
    enforced: true,
    columns: [],
    index: null,
    attachedTo: null,
  }
  return withMore(makeFact('constraint', ['public', of, name], { ...plain, ...rest }), { needs })
}

const plainFunction: FacetsOf['function'] = {
  definition: '',
  signature: '',
  defaults: 0,
  language: 'sql',
  body: '',
}

function view(name: string, definition: string, needs: readonly FactKey[]): readonly AnyFact[] {
  const key = keyOf('view', ['public', name])
  const facets = { definition, columns: ['id'], options: [] }
  return [
    withMore(makeFact('view', ['public', name], facets), { needs }),
    withMore(makeFact('column', ['public', name, 'id'], plainColumn), { parent: key }),
  ]
}

const foreignKey = (of: string, to: string) =>
  constraint(of, `${of}_fk`, {
    type: 'foreign key',
    definition: `FOREIGN KEY (id) REFERENCES public.${to}(id)`,
    needs: [tableKey(to), columnKey(to, 'id'), columnKey(of, 'id')],
  })

const tableKey = (name: string) => keyOf('table', ['public', name])
const columnKey = (of: string, name: string) => keyOf('column', ['public', of, name])

function sqlOf(from: readonly AnyFact[], to: readonly AnyFact[], options: ChangeOptions = {}) {
  const change = planChange(makeSchema(from), makeSchema(to), options)
  expect(change.unplanned).toEqual([])
  return change.statements.map(({ sql }) => sql)
}

const a = [table('a'), column('a', 'id')]
const b = [table('b'), column('b', 'id')]

describe('the plan of a change', () => {
  test('of the same schema is empty', () => {
    expect(sqlOf(a, a)).toEqual([])
  })

  test('makes a table with what CREATE TABLE can say, and drops it at once', () => {
    const check = constraint('a', 'positive', {
      definition: 'CHECK ((id > 0))',
      needs: [columnKey('a', 'id')],
    })
    const whole = [table('a'), column('a', 'id', { notNull: true }), setDefault('a', 'id', '7'), check]
    expect(sqlOf([], whole)).toEqual([
      'CREATE TABLE public.a (\n    id integer DEFAULT 7 NOT NULL,\n    CONSTRAINT positive CHECK ((id > 0))\n)',
    ])
    expect(sqlOf(whole, [])).toEqual(['DROP TABLE public.a'])
  })

  test('adds foreign keys behind all tables, and takes a circle of them off before', () => {
    const circle = [...a, ...b, foreignKey('a', 'b'), foreignKey('b', 'a')]
    expect(sqlOf([], circle)).toEqual([
      'CREATE TABLE public.a (\n    id integer\n)',
      'CREATE TABLE public.b (\n    id integer\n)',
      'ALTER TABLE public.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES public.b(id)',
      'ALTER TABLE public.b ADD CONSTRAINT b_fk FOREIGN KEY (id) REFERENCES public.a(id)',
    ])
    const drops = sqlOf(circle, [])
    expect(drops.slice(0, 2).every((sql) => sql.includes('DROP CONSTRAINT'))).toBe(true)
    expect(drops.slice(2).sort()).toEqual(['DROP TABLE public.a', 'DROP TABLE public.b'])
  })

  test('drops the table that refers before the one that is referred to', () => {
    expect(sqlOf([...a, ...b, foreignKey('a', 'b')], [])).toEqual([
      'DROP TABLE public.a',
      'DROP TABLE public.b',
    ])
  })

  test('takes views off a column that gets another type, and those off them', () => {
    const first = view('first', ' SELECT id\n   FROM public.a', [tableKey('a'), columnKey('a', 'id')])
    const second = view('second', ' SELECT id\n   FROM public.first', [keyOf('view', ['public', 'first'])])
    const wide = [table('a'), column('a', 'id', { type: 'bigint' })]
    expect(sqlOf([...a, ...first, ...second], [...wide, ...first, ...second])).toEqual([
      'DROP VIEW public.second',
      'DROP VIEW public.first',
      'ALTER TABLE public.a ALTER COLUMN id TYPE bigint',
      'CREATE VIEW public.first AS\n SELECT id\n   FROM public.a',
      'CREATE VIEW public.second AS\n SELECT id\n   FROM public.first',
    ])
  })

  test('lets go of a column before it is dropped', () => {
    const wide = [...a, column('a', 'more')]
    const old = view('v', 'SELECT id, more', [columnKey('a', 'id'), columnKey('a', 'more')])
    const now = view('v', 'SELECT id', [columnKey('a', 'id')])
    expect(sqlOf([...wide, ...old], [...a, ...now])).toEqual([
      'CREATE OR REPLACE VIEW public.v AS\nSELECT id',
      'ALTER TABLE public.a DROP COLUMN more',
    ])
  })

  test('turns the sequence of a column into an identity of the same name', () => {
    const key = keyOf('sequence', ['public', 'a_id_seq'])
    const numbers = { start: '1', increment: '1', min: '1', max: '2147483647', cache: '1', cycle: false }
    const sequence = withMore(
      makeFact('sequence', ['public', 'a_id_seq'], {
        ...numbers,
        type: 'integer',
        persistence: 'permanent',
        ownedBy: columnKey('a', 'id'),
      }),
      { needs: [columnKey('a', 'id')] },
    )
    const serial = [
      table('a'),
      column('a', 'id', { notNull: true }),
      setDefault('a', 'id', "nextval('public.a_id_seq'::regclass)", [key]),
      sequence,
    ]
    const identity = { when: 'ALWAYS', sequence: { ...numbers, name: 'a_id_seq' } } as const
    const identified = [table('a'), column('a', 'id', { notNull: true, identity })]
    expect(sqlOf(serial, identified)).toEqual([
      'ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT',
      'DROP SEQUENCE public.a_id_seq',
      'ALTER TABLE public.a ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY',
      "SELECT pg_catalog.setval('public.a_id_seq', pg_catalog.max(id)) FROM public.a HAVING pg_catalog.max(id) >= 1",
    ])
    expect(sqlOf(identified, serial)).toEqual([
      'ALTER TABLE public.a ALTER COLUMN id DROP IDENTITY',
      'CREATE SEQUENCE public.a_id_seq\n    AS integer',
      'ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id',
      "ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass)",
      "SELECT pg_catalog.setval('public.a_id_seq', pg_catalog.max(id)) FROM public.a HAVING pg_catalog.max(id) >= 1",
    ])
    expect(sqlOf(serial, [])).toEqual(['DROP TABLE public.a'])
  })

  test('takes the rights on the members of an extension along into another schema', () => {
    const right = (grantee: string) => ({ grantee, privileges: ['EXECUTE'], grantable: [] })
    const make = (schema: string, on: readonly string[]) => {
      const memberRights = on.map((one) => ({ on: one, first: [right('PUBLIC')], now: [] }))
      return makeFact('extension', ['hstore'], { schema, version: '1.8', memberRights })
    }
    const before = make('old place', [
      'FUNCTION "old place".slice("old place".hstore, text[])',
      'FUNCTION "old place".akeys("old place".hstore)',
    ])
    const after = make('app', ['FUNCTION app.slice(app.hstore, text[])', 'FUNCTION app.hstore(text, text)'])
    expect(sqlOf([before], [after])).toEqual([
      'ALTER EXTENSION hstore SET SCHEMA app',
      'GRANT EXECUTE ON FUNCTION app.akeys(app.hstore) TO PUBLIC',
      'REVOKE EXECUTE ON FUNCTION app.hstore(text, text) FROM PUBLIC',
    ])
  })

  test('drops what holds rows behind all that may fail, where nothing must wait for it', () => {
    const check = constraint('a', 'a_check', { definition: 'CHECK ((b > 0))', needs: [columnKey('a', 'b')] })
    const before = [table('a'), column('a', 'old'), column('a', 'b'), table('gone')]
    const after = [table('a'), column('a', 'b'), check, table('new')]
    const sql = sqlOf(before, after)
    expect(sql.slice(-2)).toEqual(['ALTER TABLE public.a DROP COLUMN old', 'DROP TABLE public.gone'])
    expect(sql).toContain('ALTER TABLE public.a ADD CONSTRAINT a_check CHECK ((b > 0))')
  })

  test('says what is lost', () => {
    const change = planChange(makeSchema(a), makeSchema([table('a', { partitionKey: 'RANGE (id)' }), a[1]!]))
    expect(change.statements.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))).toEqual(['data loss'])
  })

  test('names what it cannot render', () => {
    const before = table('a', { columns: ['id', 'name'] })
    const after = table('a', { columns: ['name', 'id'] })
    const columns = [column('a', 'id'), column('a', 'name')]
    const [from, to] = [makeSchema([before, ...columns]), makeSchema([after, ...columns])]
    expect(planChange(from, to).unplanned).toEqual([])
    expect(planChange(from, to, { columnOrder: 'counted' }).unplanned).toEqual([
      expect.objectContaining({ fact: before.key, facets: ['columns'] }),
    ])
  })

  test('names a key of a partition that is not bound to one of another kind', () => {
    const index = { options: [], tablespace: null, clustered: false, replicaIdentity: false }
    const above = constraint('a', 'a_key', { type: 'unique', definition: 'UNIQUE (id)', index })
    const below = constraint('b', 'b_pkey', {
      type: 'primary key',
      definition: 'PRIMARY KEY (id)',
      index,
      attachedTo: above.key,
    })
    const tables = [
      table('a', { partitionKey: 'LIST (id)' }),
      table('b', { partitionOf: { table: tableKey('a'), bound: 'DEFAULT' }, needs: [tableKey('a')] }),
    ]
    const facts = [...tables, column('a', 'id'), column('b', 'id', { inherited: true }), above, below]
    const unplannedOn = (serverVersion: number) =>
      planChange(makeSchema([], { serverVersion }), makeSchema(facts, { serverVersion })).unplanned
    expect(unplannedOn(170_004)).toEqual([
      expect.objectContaining({ fact: below.key, facets: ['attachedTo'] }),
    ])
    expect(unplannedOn(160_004)).toEqual([])
  })

  test('refuses functions that need each other', () => {
    const keys = ['f()', 'g()'].map((name) => keyOf('function', ['public', name]))
    const make = (name: string, needs: readonly FactKey[]) =>
      withMore(makeFact('function', ['public', name], { ...plainFunction, definition: name }), { needs })
    const circle = [make('f()', [keys[1]!]), make('g()', [keys[0]!])]
    expect(() => planChange(makeSchema([]), makeSchema(circle))).toThrow(
      expect.objectContaining({ code: 'E_SCHEMA_CYCLE', hint: expect.stringContaining(keys[0]!) }),
    )
  })

  test('makes one view of a circle in two steps', () => {
    const keys = ['v', 'w'].map((name) => keyOf('view', ['public', name]))
    const circle = [...view('v', 'SELECT w', [keys[1]!]), ...view('w', 'SELECT v', [keys[0]!])]
    expect(sqlOf([], circle)).toEqual([
      'CREATE OR REPLACE VIEW public.v AS\nSELECT\n    NULL::integer AS id',
      'CREATE VIEW public.w AS\nSELECT v',
      'CREATE OR REPLACE VIEW public.v AS\nSELECT w',
    ])
    expect(sqlOf(circle, [])).toEqual([
      'CREATE OR REPLACE VIEW public.v AS\nSELECT\n    NULL::integer AS id',
      'DROP VIEW public.w',
      'DROP VIEW public.v',
    ])
  })

  test('validates the check of a child that its parent, which has it unvalidated, brings to it', () => {
    const child = [
      table('b', { inherits: [tableKey('a')], needs: [tableKey('a')] }),
      column('b', 'id', { inherited: true }),
    ]
    const check = { definition: 'CHECK ((id > 0))' }
    const above = constraint('a', 'positive', {
      definition: `${check.definition} NOT VALID`,
      validated: false,
    })
    const below = constraint('b', 'positive', { ...check, attachedTo: above.key, needs: [above.key] })
    expect(sqlOf([...a, ...child], [...a, ...child, above, below])).toEqual([
      'ALTER TABLE public.a ADD CONSTRAINT positive CHECK ((id > 0)) NOT VALID',
      'ALTER TABLE public.b VALIDATE CONSTRAINT positive',
    ])
  })

  test('validates later what may not lock, when asked', () => {
    const check = constraint('a', 'positive', {
      definition: 'CHECK ((id > 0))',
      needs: [columnKey('a', 'id')],
    })
    expect(sqlOf(a, [...a, check], { validation: 'later' })).toEqual([
      'ALTER TABLE public.a ADD CONSTRAINT positive CHECK ((id > 0)) NOT VALID',
      'ALTER TABLE public.a VALIDATE CONSTRAINT positive',
    ])
  })
})
