import { postgresDatabase } from '../../../src/database/postgres/postgres.ts'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import type { Fact, FactKind, Schema } from '../../../src/schema/schema.ts'
import { keyOf } from '../../../src/schema/schema.ts'
import { realWorld } from '../../../src/world.ts'

/** The schema of the database at a URL, without the schema `plinth`. */
export async function snapshotOf(url: string): Promise<Schema> {
  const settings = await readConnectionSettings({ url, from: 'test', env: {} }, realWorld())
  const session = await openSession(settings, { applicationName: 'test' })
  try {
    return await postgresDatabase('plinth').readSchema(session)
  } finally {
    await session.close()
  }
}

/** The fact of that name, which must be there. */
export function factIn<K extends FactKind>(schema: Schema, kind: K, ...name: readonly string[]): Fact<K> {
  const fact = schema.facts.get(keyOf(kind, name))
  if (fact === undefined)
    throw new Error(`no ${kind} ${name.join('.')} among ${[...schema.facts.keys()].join(', ')}`)
  return fact as unknown as Fact<K>
}
