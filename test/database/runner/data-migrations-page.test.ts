import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { made } from '../../support/batches.ts'
import { example } from '../../support/project.ts'

const page = await readFile(join(example, 'docs/data-migrations.md'), 'utf8')
const [whole = '', inside = ''] = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code ?? '')

test('the migration of docs/data-migrations.md runs', async () => {
  const { database, upgrade, events } = await made(
    `create schema app; create table app.users (id uuid primary key default gen_random_uuid(), email text);
      insert into app.users (email) select 'User' || i || '@Example.ORG' from generate_series(1, 12000) i`,
    whole.replace('def456abc123', 'ba5e00000000'),
    { head: '' },
  )
  await upgrade()
  expect(
    await database.query('select count(*)::int as n, bool_and(email = lower(email)) as lower from app.users'),
  ).toEqual([{ n: 12000, lower: true }])
  expect(events.filter(({ kind }) => kind === 'batches')).toHaveLength(5)
})

test('so does the function that computes in JavaScript', async () => {
  const { database, upgrade } = await made(
    `create table orders (tenant_id int, id bigint unique, lines text, total int, primary key (tenant_id, id));
      insert into orders select i % 3, i, repeat('x', i % 5) from generate_series(1, 2500) i`,
    `const totalOf = (lines: string) => lines.length\nexport async function upgrade(sql: Transaction) {\n${inside}}\n`,
  )
  await upgrade()
  expect(await database.query('select count(*)::int as n from orders where total = length(lines)')).toEqual([
    { n: 2500 },
  ])
})
