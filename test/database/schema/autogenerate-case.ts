import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AutogenerateOptions, AutogenerateResult, Plinth } from '../../../src/index.ts'
import { readSchema } from '../../../src/database/postgres/catalog/read-schema.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import type { PgDump } from '../psql/pg-dump.ts'
import { makeDatabase, makeProject } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { open } from '../session/open.ts'
import { dumpDifference, normalDump } from './normal-dump.ts'
import type { SchemaCase } from './schema-case.ts'
import { snapshotDifference } from './snapshot.ts'

/** A case that was run as `create --auto` and what follows. */
export interface VerbRun {
  readonly result: AutogenerateResult
  /** The file below its header. */
  readonly sections: string
  /** Where the law does not hold, in words. */
  readonly wrong: readonly string[]
}

/**
 * The law: the migration makes of the database what the model makes of a fresh one, by `pg_dump -s` and by the snapshot; then there is nothing more to write; and the
 * way back leads to the dump from before.
 */
export async function runVerb(
  { name, from, to, asked }: SchemaCase,
  pgDump: PgDump | undefined,
): Promise<VerbRun> {
  const project = await makeProject({ init: from })
  await writeFile(join(project.folder, 'sql', 'schema.sql'), to)
  const [database, fresh] = [await makeDatabase(), await makeDatabase()]
  const db = project.on(database)
  await db.init()
  await fresh.query(to)
  const before = await dumpOf(pgDump, database)
  const result = await db.autogenerate({ message: name.replaceAll(/[_/]/g, ' '), ...answer(asked) })
  if (result === undefined) throw new Error('there is nothing to write')
  await db.upgrade()
  const wrong = [
    ...result.unproven,
    ...dumpDifference(await dumpOf(pgDump, database), await dumpOf(pgDump, fresh)),
    snapshotDifference(await snapshotOf(database), await snapshotOf(fresh)),
    ...(await again(db)),
  ]
  await db.downgrade({ target: '-1' })
  const after = await dumpOf(pgDump, database)
  wrong.push(...dumpDifference(after, before).map((line) => `after the downgrade: ${line}`))
  return { result, sections: sectionsOf(result.text), wrong: wrong.filter(Boolean) }
}

async function again(db: Plinth): Promise<readonly string[]> {
  const more = await db.autogenerate({ message: 'more', mode: 'plan' })
  return more === undefined ? [] : [`written again: ${sectionsOf(more.text)}`]
}

function answer(asked: SchemaCase['asked']): Partial<AutogenerateOptions> {
  return asked === 'yes' || asked === 'no' ? { askRename: () => Promise.resolve(asked === 'yes') } : {}
}

async function dumpOf(pgDump: PgDump | undefined, { url }: TestDatabase): Promise<readonly string[]> {
  if (pgDump === undefined) return []
  return normalDump((await pgDump.dump(url, ['-s', '--exclude-schema=plinth'])).toString('utf8'))
}

async function snapshotOf({ url }: TestDatabase): Promise<Schema> {
  const session = await open(url)
  try {
    return await readSchema(session, { leaveOut: ['plinth'] })
  } finally {
    await session.close()
  }
}

export function sectionsOf(text: string): string {
  return text.slice(text.indexOf('-- plinth: upgrade'))
}
