import { describe, expect, it } from 'vitest'
import { findRenames } from '../../../src/schema/rename/find-renames.ts'
import { keyOf, type AnyFact, type FactKind, type Schema } from '../../../src/schema/schema.ts'

/** Facets that no test looks at are left out. */
function fact(kind: FactKind, name: readonly string[], facets: object = {}): AnyFact {
  const parts: readonly FactKind[] = ['column', 'constraint']
  const parent = parts.includes(kind) ? keyOf('table', name.slice(0, 2)) : undefined
  return { kind, key: keyOf(kind, name), name, parent, facets, needs: [] } as unknown as AnyFact
}

function schemaOf(...facts: readonly (AnyFact | readonly AnyFact[])[]): Schema {
  const all = facts.flat() as readonly AnyFact[]
  return { serverVersion: 180000, facts: new Map(all.map((one) => [one.key, one])), unseen: [] }
}

/** A table of columns given as `name type`. */
function table(name: string, ...columns: readonly string[]): readonly AnyFact[] {
  const names = columns.map((text) => text.split(' ')[0] as string)
  return [
    fact('table', ['public', name], { columns: names }),
    ...columns.map((text) => {
      const [column = '', type] = text.split(' ')
      return fact('column', ['public', name, column], {
        type,
        collation: null,
        notNull: false,
        generated: null,
        inherited: false,
      })
    }),
  ]
}

const renamesOf = (from: Schema, to: Schema) => findRenames(from, to).map(({ sql }) => sql)

describe('what may be a rename', () => {
  it('is a column of the same type that came where one went', () => {
    const found = findRenames(
      schemaOf(table('users', 'id bigint', 'mail text')),
      schemaOf(table('users', 'id bigint', 'email text')),
    )
    expect(found).toMatchObject([
      {
        kind: 'column',
        from: 'public.users.mail',
        to: 'public.users.email',
        certainty: 'similar',
        sql: 'ALTER TABLE public.users RENAME COLUMN mail TO email',
        reverse: 'ALTER TABLE public.users RENAME COLUMN email TO mail',
      },
    ])
  })

  it('is not a column of another type, nor one at another place with another name', () => {
    const before = schemaOf(table('users', 'id bigint', 'mail text', 'born date'))
    expect(renamesOf(before, schemaOf(table('users', 'id bigint', 'email bytea', 'born date')))).toEqual([])
    expect(renamesOf(before, schemaOf(table('users', 'quota text', 'id bigint', 'born date')))).toEqual([])
  })

  it('pairs each column once, the most alike first', () => {
    expect(
      renamesOf(
        schemaOf(table('t', 'first_nam text', 'last_nam text')),
        schemaOf(table('t', 'last_name text', 'first_name text')),
      ),
    ).toEqual([
      'ALTER TABLE public.t RENAME COLUMN first_nam TO first_name',
      'ALTER TABLE public.t RENAME COLUMN last_nam TO last_name',
    ])
  })

  it('is a table that has most of its columns still', () => {
    const before = schemaOf(table('person', 'id bigint', 'name text', 'born date'))
    expect(
      renamesOf(before, schemaOf(table('people', 'id bigint', 'name text', 'born date', 'email text'))),
    ).toEqual(['ALTER TABLE public.person RENAME TO people'])
    expect(renamesOf(before, schemaOf(table('people', 'id bigint', 'nick text', 'since date')))).toEqual([])
  })

  it('does not ask for the columns of a table that may be renamed itself', () => {
    expect(
      renamesOf(
        schemaOf(table('person', 'id bigint', 'name text', 'mail text')),
        schemaOf(table('people', 'id bigint', 'name text', 'email text')),
      ),
    ).toEqual(['ALTER TABLE public.person RENAME TO people'])
  })

  it('is a value of an enum where another stood, and is not one more', () => {
    const mood = (...values: readonly string[]) => schemaOf(fact('enum', ['public', 'mood'], { values }))
    expect(renamesOf(mood('sad', "o'k"), mood('sad', 'fine'))).toEqual([
      `ALTER TYPE public.mood RENAME VALUE 'o''k' TO 'fine'`,
    ])
    expect(renamesOf(mood('sad', 'ok'), mood('sad', 'ok', 'fine'))).toEqual([])
    expect(renamesOf(mood('sad', 'ok'), mood('ok', 'sad'))).toEqual([])
  })

  it('is certain of an index or a constraint that differs in nothing else', () => {
    const users = table('users', 'id bigint', 'Mail text')
    const index = (name: string, on: string) =>
      fact('index', ['public', name], {
        definition: `CREATE INDEX ${name} ON public.users USING btree (${on})`,
        attachedTo: null,
      })
    const unique = (name: string) =>
      fact('constraint', ['public', 'users', name], { definition: 'UNIQUE ("Mail")', attachedTo: null })
    const hung = (one: AnyFact): AnyFact =>
      one.kind === 'index' ? { ...one, parent: keyOf('table', ['public', 'users']) } : one
    const before = schemaOf(users, hung(index('users_idx', '"Mail"')), unique('users_key'))
    const after = schemaOf(users, hung(index('users_mail_idx', '"Mail"')), unique('users_mail_key'))
    expect(findRenames(before, after).map(({ certainty, sql }) => [certainty, sql])).toEqual([
      ['same', 'ALTER TABLE public.users RENAME CONSTRAINT users_key TO users_mail_key'],
      ['same', 'ALTER INDEX public.users_idx RENAME TO users_mail_idx'],
    ])
    expect(renamesOf(before, schemaOf(users, hung(index('users_idx2', 'id')), unique('users_key')))).toEqual(
      [],
    )
  })

  it('is looked for among few only', () => {
    const many = (start: string) => table('t', ...Array.from({ length: 201 }, (_, i) => `${start}${i} text`))
    expect(renamesOf(schemaOf(many('a')), schemaOf(many('b')))).toEqual([])
  })
})
