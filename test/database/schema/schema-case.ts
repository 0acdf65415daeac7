import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangeOptions } from '../../../src/schema/change/options.ts'
import { example } from '../../support/project.ts'

/** A folder of `cases`: how a schema is, how it is to be. `cases/README.md` says what may stand in it. */
export interface SchemaCase {
  /** `columns/type_widened`. */
  readonly name: string
  readonly folder: string
  readonly from: string
  readonly to: string
  /** What must be possible behind the upgrade, with the rows that are there. */
  readonly after: string
  /** The first major version that can do this. */
  readonly firstMajor: number
  /** What somebody answers who is asked for renames; then the whole verb is run. */
  readonly asked: 'yes' | 'no' | 'nobody' | undefined
  readonly options: ChangeOptions
  /** What is left for somebody to do by hand, so that the law does not hold. */
  readonly isLeft: boolean
}

const cases = join(example, 'test/database/schema/cases')

/** All cases, by name. */
export function caseNames(): readonly string[] {
  return readdirSync(cases, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'to.sql')
    .map((entry) => entry.parentPath.slice(cases.length + 1))
    .sort()
}

/** Reads a case. */
export async function readCase(name: string): Promise<SchemaCase> {
  const folder = join(cases, name)
  const read = async (file: string) =>
    existsSync(join(folder, file)) ? readFile(join(folder, file), 'utf8') : ''
  const to = await read('to.sql')
  const said = directives(to)
  return {
    name,
    folder,
    from: await read('from.sql'),
    to,
    after: await read('after.sql'),
    firstMajor: Number(said.get('needs')?.replace('PostgreSQL ', '') ?? 13),
    asked: said.get('asked') as SchemaCase['asked'],
    options: optionsIn(said),
    isLeft: said.has('left'),
  }
}

/** The lines of the head of a script that say something of the case: `-- needs: PostgreSQL 17`. */
function directives(to: string): ReadonlyMap<string, string> {
  const head = /^(?:--.*\n)*/.exec(to)?.[0] ?? ''
  return new Map([...head.matchAll(/^-- (\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
}

function optionsIn(said: ReadonlyMap<string, string>): ChangeOptions {
  return {
    ...(said.get('indexes') === 'concurrent'
      ? { indexes: 'concurrent' as const, validation: 'later' as const }
      : {}),
    ...(said.get('owners') === 'counted' ? { owners: 'counted' as const } : {}),
  }
}
