import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makeProject } from '../../support/project.ts'
import { ownServer } from '../own-server.ts'

// On a server of its own: its roles have the names of a provider's.
test('what belongs to a provider is left out of the script, which says so, and of the fingerprint', async () => {
  await using server = await ownServer()
  await server.query('create role supabase_admin; create role supabase_auth_admin')
  await server.query('create database shop')
  await server.query(
    `create schema auth authorization supabase_auth_admin; create schema realtime authorization supabase_admin;
     create table auth.users (id uuid primary key); alter table auth.users owner to supabase_auth_admin;
     create function auth.uid() returns uuid language sql as 'select null::uuid'; alter function auth.uid() owner to supabase_auth_admin;
     create table public.notes (id int primary key, text text not null);
     create schema app; create view app.latest as select max(id) as id from public.notes;`,
    'shop',
  )
  const project = await makeProject({ init: null })
  const url = Object.assign(new URL(server.url), { pathname: '/shop' }).href
  const verbs = project.on({ url })
  const { path, text, unproven, leftOut } = await verbs.fromDatabase()
  expect({ unproven, leftOut }).toEqual({ unproven: [], leftOut: [] })
  expect(text).toContain('-- Schemas of the provider, left out: auth, realtime\n')
  expect(text).toContain('CREATE TABLE public.notes')
  expect(text).toContain('CREATE VIEW app.latest')
  expect(text.replace(/^--.*$/gm, '')).not.toMatch(/auth|realtime|supabase/)
  expect(await readFile(path, 'utf8')).toBe(text)
  const { did, plan } = await verbs.init()
  expect([did, plan.steps[0]]).toEqual(['adopted', expect.objectContaining({ how: 'adopted verified' })])
})
