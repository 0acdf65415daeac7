import { partsOfKey } from '../fact-title.ts'
import { outsideSchemas, type AnyFact, type FactKey, type FactKind, type Schema } from '../schema.ts'
import { sqlName } from './names.ts'
import type { ChangeStatement, SchemaChange } from './plan-change.ts'

/** What a script says of itself: lines of a comment. */
export interface ScriptHead {
  readonly title: string
  readonly about: readonly string[]
  /** `usual`: people go on writing it, without the names of schemas. */
  readonly searchPath: 'empty' | 'usual'
}

/**
 * The settings that a script of whole schemas needs: all names are written with their schemas, a routine may name what comes after it, and constants are read as
 * the catalogs write them.
 */
const settings = [
  `SET client_encoding = 'UTF8'`,
  'SET standard_conforming_strings = on',
  'SET check_function_bodies = false',
  'SET client_min_messages = warning',
  'SET row_security = off',
  'SET xmloption = content',
  `SET datestyle = 'ISO'`,
  'SET intervalstyle = postgres',
  `SET lc_monetary = 'C'`,
  `SET default_tablespace = ''`,
  'SET default_table_access_method = heap',
]

/** No name without a schema is meant, so that none is found by chance. In a text that people go on writing, they are. */
const noSearchPath = `SELECT pg_catalog.set_config('search_path', '', false)`

/** The script that makes a schema in a new database, for `plinth init` and for psql. */
export function renderScript(
  { statements }: Pick<SchemaChange, 'statements'>,
  to: Schema,
  { title, about, searchPath }: ScriptHead,
): string {
  const parts = [
    [comment(title), '--', ...about.map(comment)].join('\n'),
    [...settings, ...(searchPath === 'empty' ? [noSearchPath] : [])].map((sql) => `${sql};`).join('\n'),
    ...sections(
      statements.filter(({ sql }) => !sql.startsWith('SET check_function_bodies')),
      to,
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The statements as they come, with a heading wherever another kind of thing, or another schema, begins. */
function sections(statements: readonly ChangeStatement[], to: Schema): readonly string[] {
  const parts: string[] = []
  let last: string | undefined
  let wasShort = false
  for (const statement of statements) {
    const sql = `${statement.sql.trimEnd()};`
    const heading = headingOf(statement, to)
    const isShort = !sql.includes('\n')
    if (heading !== last) parts.push(`--\n${comment(heading)}\n--`, sql)
    else if (isShort && wasShort) parts.push(`${parts.pop() ?? ''}\n${sql}`)
    else parts.push(sql)
    last = heading
    wasShort = isShort
  }
  return parts
}

/** Parts of tables that have a section of their own. */
const apart: ReadonlySet<FactKind> = new Set<FactKind>([
  'default',
  'constraint',
  'index',
  'trigger',
  'rule',
  'policy',
])

function headingOf({ facts: [key] }: ChangeStatement, { facts }: Schema): string {
  if (key === undefined) return 'Settings'
  const { kind, name } = partsOfKey(wholeOf(key, facts))
  const words = plural(kind)
  const heading = words.charAt(0).toUpperCase() + words.slice(1)
  return outsideSchemas.has(kind) || name[0] === undefined ? heading : `${heading} of ${sqlName(name[0])}`
}

/** A column is told with its table. */
function wholeOf(key: FactKey, facts: ReadonlyMap<FactKey, AnyFact>): FactKey {
  const fact = facts.get(key)
  return fact?.parent === undefined || apart.has(fact.kind) ? key : wholeOf(fact.parent, facts)
}

function plural(kind: FactKind): string {
  if (kind === 'statistics' || kind === 'default privileges') return kind
  if (/(?:index|class)$/.test(kind)) return `${kind}es`
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`
}

/** Names may hold line ends. */
function comment(text: string): string {
  return text === '' ? '--' : `-- ${text.replaceAll(/[\r\n]+/g, ' ')}`
}
