import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Schema } from '../../../src/schema/schema.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { factIn, snapshotOf } from './read-snapshot.ts'

const made = `
create schema app;
create table app.parent (id int generated always as identity primary key, name text not null collate "C" default 'x');
create table app.child (id serial primary key, parent int references app.parent on delete cascade,
  unique (parent) with (fillfactor = 70), constraint positive check (parent > 0));
create index child_parent on app.child (parent) include (id) with (fillfactor = 60) where parent > 1;
create table part (a int not null, b text, primary key (a)) partition by range (a);
create table part1 partition of part for values from (1) to (10);
create index part_b on part (b);
alter table part add constraint part_parent foreign key (a) references app.parent;
create table heir (extra int) inherits (app.child);
create view app.names as select name from app.parent;
create function app.of_child(which app.child, many int[] default '{}') returns int language sql as 'select 1';
comment on table app.child is 'it''s';
comment on column app.child.parent is 'whose';
`

describe('what is read of tables and what stands on them', () => {
  let database: TestDatabase
  let schema: Schema
  beforeAll(async () => {
    database = await (await testServer()).createDatabase()
    await database.query(made)
    schema = await snapshotOf(database.url)
  })
  afterAll(() => database?.drop())

  test('a table, its columns and what they begin with', () => {
    expect(factIn(schema, 'table', 'app', 'child')).toMatchObject({
      facets: { columns: ['id', 'parent'], inherits: [], comment: "it's", grants: null },
      needs: ['schema "app"'],
    })
    expect(factIn(schema, 'column', 'app', 'child', 'parent')).toMatchObject({
      facets: { type: 'integer', notNull: false, comment: 'whose' },
      parent: 'table "app"."child"',
    })
    expect(factIn(schema, 'column', 'app', 'parent', 'name').facets).toMatchObject({
      collation: 'pg_catalog."C"',
      notNull: true,
      notNullConstraint: null,
    })
    expect(factIn(schema, 'default', 'app', 'parent', 'name').facets.expression).toBe("'x'::text")
  })

  test('a sequence of a serial, which the default needs; that of an identity is a facet', () => {
    const sequence = factIn(schema, 'sequence', 'app', 'child_id_seq')
    expect(sequence.facets).toMatchObject({ type: 'integer', ownedBy: 'column "app"."child"."id"' })
    expect(factIn(schema, 'default', 'app', 'child', 'id').needs).toContain(sequence.key)
    expect(schema.facts.has('sequence "app"."parent_id_seq"' as never)).toBe(false)
    expect(factIn(schema, 'column', 'app', 'parent', 'id').facets.identity).toEqual({
      when: 'ALWAYS',
      sequence: {
        name: 'parent_id_seq',
        start: '1',
        increment: '1',
        min: '1',
        max: '2147483647',
        cache: '1',
        cycle: false,
      },
    })
  })

  test('constraints, with the index behind them, and what they refer to', () => {
    expect(factIn(schema, 'constraint', 'app', 'child', 'child_parent_key').facets).toMatchObject({
      type: 'unique',
      definition: 'UNIQUE (parent)',
      columns: ['parent'],
      index: { options: ['fillfactor=70'], tablespace: null, clustered: false, replicaIdentity: false },
    })
    expect(factIn(schema, 'constraint', 'app', 'child', 'child_parent_fkey').needs).toEqual([
      'column "app"."child"."parent"',
      'column "app"."parent"."id"',
      'constraint "app"."parent"."parent_pkey"',
      'table "app"."child"',
    ])
    expect(factIn(schema, 'constraint', 'public', 'heir', 'positive').facets.attachedTo).toBe(
      'constraint "app"."child"."positive"',
    )
  })

  test('an index, its storage parameters apart', () => {
    expect(factIn(schema, 'index', 'app', 'child_parent').facets).toMatchObject({
      definition:
        'CREATE INDEX child_parent ON app.child USING btree (parent) INCLUDE (id) WHERE (parent > 1)',
      options: ['fillfactor=60'],
      method: 'btree',
      attachedTo: null,
    })
  })

  test('partitions, whose foreign keys are those of the parent', () => {
    expect(factIn(schema, 'table', 'public', 'part').facets.partitionKey).toBe('RANGE (a)')
    expect(factIn(schema, 'table', 'public', 'part1').facets.partitionOf).toEqual({
      table: 'table "public"."part"',
      bound: 'FOR VALUES FROM (1) TO (10)',
    })
    expect(factIn(schema, 'constraint', 'public', 'part1', 'part1_pkey').facets.attachedTo).toBe(
      'constraint "public"."part"."part_pkey"',
    )
    expect(factIn(schema, 'index', 'public', 'part1_b_idx').facets.attachedTo).toBe('index "public"."part_b"')
    const keys = [...schema.facts.keys()].filter((key) => key.includes('part_parent'))
    expect(keys).toEqual(['constraint "public"."part"."part_parent"'])
    expect(factIn(schema, 'constraint', 'public', 'part', 'part_parent').needs).not.toContain(
      'table "public"."part1"',
    )
  })

  test('a view and a function, with what they need', () => {
    expect(factIn(schema, 'view', 'app', 'names')).toMatchObject({
      facets: { definition: 'SELECT name\n   FROM app.parent', columns: ['name'] },
      needs: ['column "app"."parent"."name"', 'schema "app"'],
    })
    expect(factIn(schema, 'function', 'app', 'of_child(app.child, integer[])')).toMatchObject({
      facets: {
        signature: '(which app.child, many integer[]) RETURNS integer',
        defaults: 1,
        language: 'sql',
        body: 'select 1',
      },
      needs: ['schema "app"', 'table "app"."child"'],
    })
  })

  test('nothing is unseen', () => {
    expect(schema.unseen).toEqual([])
  })
})
