import { describe, expect, it, test } from 'vitest'
import { readMadeObjects, schemaMaker } from '../../../src/psql/made-objects.ts'
import { readScript } from '../../../src/psql/read-script.ts'
import { madeScripts } from './made-scripts.ts'
import { inChunks } from './reading.ts'

const itemsOf = (script: string) => readScript(inChunks(Buffer.from(script)), { file: 'init.sql' })
const namesOf = async (script: string) =>
  (await readMadeObjects(itemsOf(script))).map(({ kind, name }) => `${kind} ${name}`)

describe('the objects that a script makes', () => {
  // test/database/init/adoption.test.ts asks a server for the same lists.
  test.each(Object.entries(madeScripts))('%s', async (_, [script, ...made]) => {
    expect(await namesOf(script)).toEqual(made)
  })

  it.each([
    [
      'roles and databases',
      'create role r; create user u; create database d; create tablespace s location $$/$$;',
    ],
    [
      'casts, transforms, user mappings',
      'create cast (a as b) with inout; create user mapping for public server s;',
    ],
    ['subscriptions', `create subscription s connection '' publication p with (connect = false)`],
    ['what DO makes', 'do $$ begin create table t (); end $$;'],
    [
      'what stands on a table that it does not make',
      'create index on absent (a); create policy p on absent;',
    ],
    [
      'the schema public',
      'create schema public; create schema if not exists public; create table public.t ();',
    ],
    [
      'a language that is an extension',
      'create language plperl; create or replace procedural language plpython3u;',
    ],
    [
      'extensions',
      'create extension citext; create extension if not exists "uuid-ossp" with schema public cascade;',
    ],
    ['a schema for extensions only', 'create schema ext; create extension citext with schema ext;'],
    [
      'nothing that it breaks off',
      'create; alter; drop; create table; create index on; create schema; alter table x; set',
    ],
    [
      'statements about nothing here',
      `alter index absent attach partition i; alter table absent drop column a;
      drop table absent, absent2; alter sequence absent owned by t.a; drop function f(int); create statistics on a from b;
      alter type absent rename to t; drop trigger t on absent; alter table absent attach partition x default;`,
    ],
  ])('do not hold %s', async (_, script) => {
    expect(await namesOf(`create table t (a int);\n${script}`)).toEqual(['table public.t'])
  })

  it('hold a schema of extensions in which something else is, too', async () => {
    const script = 'create schema ext; create extension citext schema ext; create table ext.t ();'
    expect(await namesOf(script)).toEqual(['schema ext', 'table ext.t'])
  })

  it('hold a table that an old dump makes a view by a rule as a view', async () => {
    const script = `create table v (a int); create rule "_RETURN" as on select to v do instead select 1 as a;`
    expect(await namesOf(script)).toEqual(['view public.v'])
  })

  it.each([
    ['create statistics on a, b from t', 'statistics public.t_a_b_stat'],
    ['create statistics (ndistinct) on a, (lower(b)) from t', 'statistics public.t_a_expr_stat'],
  ])('have the names that PostgreSQL 16 gives: %s', async (statement, made) => {
    expect(await namesOf(`create table t (a int, b text); ${statement}`)).toEqual([made, 'table public.t'])
  })
})

async function placeOfSchema(script: string) {
  const makes = schemaMaker('plinth')
  for await (const item of itemsOf(script)) if (item.kind !== 'echo' && makes(item)) return item.at
  return undefined
}

describe('a script that makes the tracking schema', () => {
  it('is told once, however much it says of the schema', async () => {
    const makes = schemaMaker('plinth')
    const found: boolean[] = []
    const script =
      'create schema plinth; alter schema plinth owner to a; comment on schema plinth is null; select 1'
    for await (const item of itemsOf(script)) found.push(item.kind !== 'echo' && makes(item))
    expect(found).toEqual([true, false, false, false])
  })

  it.each([
    ['create schema plinth', '1:1'],
    ['select 1;\n  CREATE SCHEMA IF NOT EXISTS "plinth" authorization app;', '2:3'],
    ['create schema authorization plinth', '1:1'],
    ['create schema a; alter schema a rename to plinth', '1:18'],
  ])('is told by the place: %s', async (script, place) => {
    const at = await placeOfSchema(script)
    expect(at && `${String(at.line)}:${String(at.column)}`).toBe(place)
  })

  it.each([
    'create schema plinth_too; create table plinth (); create function f() returns int language sql as $$create schema plinth$$',
    `comment on table t is 'create schema plinth'; grant usage on schema plinth to app; create schema "Plinth"`,
    'create schema app authorization plinth; create temp table heads ()',
    'create table plinth.heads (); set search_path = plinth',
  ])('is not: %s', async (script) => {
    expect(await placeOfSchema(script)).toBeUndefined()
  })
})
