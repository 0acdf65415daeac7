import { describe, expect, it } from 'vitest'
import { reachOf, withinDatabase, type Reach } from '../../../src/psql/server-wide.ts'

const statements: Readonly<Record<Reach, readonly string[]>> = {
  server: [
    'create role app login',
    '/* a */ CREATE /* b */ User "x y"',
    'alter group g add user u',
    'drop role if exists app',
    'alter user app password $$x$$',
    'create database other',
    'alter database shop set work_mem = 1',
    'create tablespace t location $$/x$$',
    'alter system set work_mem = 1',
    'create subscription s connection $$x$$ publication p',
    'grant app to bob',
    'grant "on" to bob with admin option',
    'revoke admin option for app from bob',
    'grant connect on database shop to app',
    'revoke all on tablespace t from public',
    'grant set on parameter work_mem to app',
    'comment on role app is $$x$$',
    'comment on database shop is $$x$$',
    'security label for p on role app is $$x$$',
  ],
  both: ['reassign owned by a to b', 'drop owned by a cascade'],
  database: [
    'create table role (id integer)',
    'create user mapping for app server s',
    'alter user mapping for app server s options (set user $$x$$)',
    'drop user mapping for app server s',
    'grant select (id, "to") on public.t to app',
    'grant all on schema database to app',
    'revoke select on all tables in schema public from app',
    'grant usage on foreign server s to app',
    'alter table t owner to app',
    'alter default privileges for role app grant select on tables to bob',
    'comment on table role is $$create role x$$',
    'comment on column t.database is $$x$$',
    "select 'create role x'",
    '-- create role x\nselect 1',
    'create group_of_things',
    'set role app',
    'drop owned_things',
  ],
}

describe('how far a statement reaches', () => {
  it.each(
    Object.entries(statements).flatMap(([reach, texts]) => texts.map((text) => [text, reach] as const)),
  )('%s: %s', (text, reach) => {
    expect(reachOf(text)).toBe(reach)
  })
})

describe('a text without what is about the server', () => {
  it('has blanks there, and everything else where it stood', () => {
    const text = `create table a ();\ncreate role "ä😀"\n  login; -- role\ninsert into a values ($$;alter system$$); drop role x`
    const { text: left, rest, server } = withinDatabase(text)
    expect(server).toEqual(['create role "ä😀"\n  login', 'drop role x'])
    expect(rest).toBe('something')
    expect([...left]).toHaveLength([...text].length)
    expect(left.split('\n').map((line) => line.trimEnd())).toEqual([
      'create table a ();',
      '',
      '       ; -- role',
      'insert into a values ($$;alter system$$);',
    ])
    for (const kept of ['create table a', 'insert into']) expect(left.indexOf(kept)).toBeGreaterThanOrEqual(0)
  })

  it('is as it was where there is nothing to leave out', () => {
    const text = 'grant select on t to app; comment on column t.role is $$x$$'
    expect(withinDatabase(text)).toEqual({ text, rest: 'something', server: [], both: [] })
  })

  it('is nothing where there was nothing else', () => {
    expect(withinDatabase('create role app; alter role app login;')).toMatchObject({ rest: 'nothing' })
  })
})
