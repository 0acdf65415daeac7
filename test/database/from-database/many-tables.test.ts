import { expect, test } from 'vitest'
import { planScript } from '../../../src/schema/change/plan-script.ts'
import { renderScript } from '../../../src/schema/change/render-script.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import { makeDatabase, makeProject } from '../../support/project.ts'
import { snapshotOf } from '../schema/read-snapshot.ts'

/** Tables with what most have, each after the one that it refers to. */
const tables = (count: number) => `do $$ begin for n in 1..${count} loop
  execute format('create table public.t%s (id bigint primary key, name text not null default %L, before bigint references public.t%s)', n, 'x', greatest(n - 1, 1));
  execute format('create index on public.t%s (name, before)', n);
  execute format('comment on table public.t%s is %L', n, 'one of many');
  execute format('create view public.v%s as select id, name from public.t%s', n, n);
end loop; end $$`

async function schemaWith(count: number): Promise<{ readonly url: string; readonly schema: Schema }> {
  const database = await makeDatabase()
  await database.query(tables(count))
  return { url: database.url, schema: await snapshotOf(database.url) }
}

test('several hundred tables are written, loaded and compared', async () => {
  const project = await makeProject({ init: null })
  const { url } = await schemaWith(300)
  const { statements, text } = await project.on({ url }).fromDatabase()
  expect(statements).toBe(300 * 5)
  expect(text.match(/^CREATE TABLE/gm)).toHaveLength(300)
})

test('four times the tables take about four times the work', async () => {
  const empty = await snapshotOf((await makeDatabase()).url)
  const [few, many] = [(await schemaWith(100)).schema, (await schemaWith(400)).schema]
  const spent = (schema: Schema) => {
    const begin = process.cpuUsage()
    renderScript(planScript(empty, schema, { owners: 'ignored' }), schema, {
      title: '',
      about: [],
      searchPath: 'empty',
    })
    const { user } = process.cpuUsage(begin)
    return user
  }
  const least = (schema: Schema) => Math.min(...[1, 2, 3, 4].map(() => spent(schema)))
  const [before, after] = [least(few), least(many)]
  // Quadratic would be sixteen times.
  expect(after / before).toBeLessThan(10)
})
