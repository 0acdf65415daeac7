import { quoteIdentifier } from '../../../../src/psql/quote-identifier.ts'
import { quoteLiteral } from '../../../../src/psql/quote-literal.ts'
import type { Draw } from './draw.ts'

/** What values of a type can be compared and computed with. */
export type Family = 'number' | 'text' | 'boolean' | 'time' | 'json' | 'array' | 'range' | 'other'

export interface DrawnType {
  readonly id: number | string
  readonly sql: string
  readonly family: Family
}

export interface DrawnColumn {
  readonly id: number | string
  /** In quotes where it needs them. */
  readonly name: string
  readonly type: string
  readonly family: Family
}

export interface DrawnRelation {
  readonly id: number
  readonly kind: 'table' | 'partitioned' | 'partition' | 'foreign table' | 'view' | 'materialized view'
  readonly sql: string
  readonly schema: string
  /** Of a partitioned table: how. */
  readonly method?: string
  /** A partition has that of its parent. */
  readonly columns: DrawnColumn[]
}

interface DrawnObject {
  readonly id: number
  readonly sql: string
}

/** A unique key of a table, for what refers to it. */
interface DrawnKey extends DrawnObject {
  readonly column: DrawnColumn
}

export const roles = ['drawn_owner', 'drawn_reader', '"Drawn ""Writer"""'] as const

/** A schema while it is written down: what is there already, for what comes next to refer to. */
export class Drawing {
  readonly statements: string[] = []
  readonly schemas: DrawnObject[] = []
  readonly types: DrawnType[] = []
  readonly relations: DrawnRelation[] = []
  readonly sequences: DrawnObject[] = []
  /** Immutable, of one integer, with an integer as result. */
  readonly numberFunctions: DrawnObject[] = []
  readonly triggerFunctions: DrawnObject[] = []
  readonly keys: DrawnKey[] = []
  readonly servers: DrawnObject[] = []
  readonly collations: DrawnObject[] = []

  write(...statements: readonly string[]): void {
    this.statements.push(...statements.map((sql) => sql.replaceAll(/ {2,}/g, ' ').trim()))
  }

  tables(): readonly DrawnRelation[] {
    return this.relations.filter(({ kind }) => kind === 'table' || kind === 'partitioned')
  }

  /** The name in a schema that it chose, in SQL. */
  name(draw: Draw, word: string): { readonly sql: string; readonly schema: string } {
    const schema = draw.choose('schema', [{ id: -1, sql: 'public' }, ...this.schemas])!.sql
    return { sql: `${schema}.${nameOf(draw, 'name', word)}`, schema }
  }

  /** Comment, owner and rights. */
  writeCommon(
    draw: Draw,
    object: string,
    {
      rights = [],
      owner = 'owner',
    }: { readonly rights?: readonly string[]; readonly owner?: 'owner' | '' } = {},
  ): void {
    if (draw.chance('comment', 15))
      this.write(`comment on ${object} is ${quoteLiteral(draw.pick('comment text', comments))}`)
    if (owner && draw.chance('owner', 12)) this.write(`alter ${object} owner to ${draw.pick('whose', roles)}`)
    if (rights.length > 0) this.#writeRights(draw, object, rights)
  }

  #writeRights(draw: Draw, object: string, rights: readonly string[]): void {
    const on = object
      .replace(/^(materialized view|view|foreign table) /, 'table ')
      .replace(/^foreign data wrapper/, 'foreign data wrapper')
      .replace(/^server/, 'foreign server')
    if (draw.chance('grant', 20)) {
      const right = draw.pick('right', ['all', ...rights])
      const to = draw.pick('grantee', ['public', ...roles])
      const option = to === 'public' ? '' : draw.maybe('grant option', 25, 'with grant option')
      this.write(`grant ${right} on ${on} to ${to} ${option}`)
    }
    if (draw.chance('revoke', 6))
      this.write(`revoke all on ${on} from ${draw.pick('revoked', ['public', 'current_user'])}`)
  }
}

const comments = ['a', `it's\n"two" lines`, 'ünï – ☃', String.raw`back\slash $$ $1`]

/** Names that others have taken, too: what goes here may come there. */
const shared = ['order', 'user', 'Name', 'a b', 'x']

/** A name of the thing's own, plain or hostile, as it is to be written. */
export function nameOf(draw: Draw, question: string, word: string): string {
  const { id } = draw.thing
  const spun =
    question === 'name' ? `${word}${id}` : `${word}${id}_${draw.number(`${question} number`, 1000)}`
  const names = [
    spun,
    spun,
    `${spun}_more`,
    `${spun}_again`,
    `${word} ${id}`,
    `${word.toUpperCase()}${id}`,
    `"${word}"${id}`,
    `${word}'${id}`,
    `${word}.${id}`,
    `ü${word}☃${id}`,
    `${id}${word}`,
    `${spun}${'x'.repeat(63)}`.slice(0, 63),
    `${word}\\${id}`,
    draw.pick(`${question} shared`, shared),
  ]
  return quoteIdentifier(draw.pick(question, names))
}

/** Whether it can be a key, and has statistics. */
export function isComparable({ family }: DrawnColumn): boolean {
  return family === 'number' || family === 'text' || family === 'time' || family === 'boolean'
}
