import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Fact, Grant } from '../schema.ts'
import { actionOf, alteration, creation, type Action } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { changeRights, wordsOn } from './grants.ts'
import { nameOf, sqlName } from './names.ts'
import { asItComes } from './options.ts'
import type { Rules } from './rules.ts'

/** An extension goes with all that is of it; there is no way back to an older version. */
export const extensionRules: Rules<'extension'> = {
  create: (fact, { options }) => {
    const { schema, version } = fact.facets
    const isUsual = asItComes(fact, options)?.version === version
    const sql = `CREATE EXTENSION ${nameOf(fact)} WITH SCHEMA ${sqlName(schema)}`
    return [
      creation(fact, isUsual ? sql : `${sql} VERSION ${quoteLiteral(version)}`),
      ...grantOnMembers(
        fact,
        fact.facets.memberRights.map(({ on, first, now }) => ({ on, before: first, after: now })),
      ),
    ]
  },
  drop: dropNamed,
  alter: (change) => {
    const { from, to, facets } = change
    if (facets.includes('version') && isOlder(to.facets.version, from.facets.version)) return 'replace'
    return [
      ...(facets.includes('schema') ? [alterObject(to, `SET SCHEMA ${sqlName(to.facets.schema)}`)] : []),
      ...(facets.includes('version')
        ? [alterObject(to, `UPDATE TO ${quoteLiteral(to.facets.version)}`)]
        : []),
      ...(facets.includes('memberRights') ? alterMemberRights(from, to) : []),
    ]
  },
}

function alterMemberRights(from: Fact<'extension'>, to: Fact<'extension'>): readonly Action[] {
  const lists = [moved(from, to.facets.schema), to.facets.memberRights]
  const names = lists.flat().map(({ on }) => on)
  const changes = [...new Set(names)].map((name) => {
    const [before, wanted] = lists.map((rights) => rights.find(({ on }) => on === name))
    const first = (wanted ?? before)!.first
    return { on: name, before: before?.now ?? first, after: wanted?.now ?? first }
  })
  return grantOnMembers(to, changes)
}

/** Members go with the extension into another schema, and keep their rights. */
function moved({ facets: { memberRights, schema } }: Fact<'extension'>, into: string) {
  const [old, now] = [schema, into].map((name) => `${sqlName(name)}.`) as [string, string]
  const rename = (on: string) =>
    on.replaceAll(/"(?:[^"]|"")*"\.|[\w$]+\./g, (name) => (name === old ? now : name))
  return memberRights.map((rights) => ({ ...rights, on: rename(rights.on) }))
}

interface MemberChange {
  readonly on: string
  readonly before: readonly Grant[]
  readonly after: readonly Grant[]
}

function grantOnMembers(fact: Fact<'extension'>, changes: readonly MemberChange[]): readonly Action[] {
  return changes
    .flatMap(({ on, before, after }) =>
      changeRights({ certain: before, possible: before }, after, wordsOn(on)),
    )
    .map((sql) => actionOf(fact, sql, { needs: [fact.key] }))
}

function alterObject(fact: Fact<'extension'>, what: string): Action {
  return alteration(fact, `ALTER EXTENSION ${nameOf(fact)} ${what}`)
}

/** `1.9` is older than `1.10`. */
function isOlder(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) < 0
}
