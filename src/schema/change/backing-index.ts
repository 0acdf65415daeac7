import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { FacetsOf } from '../facets.ts'
import type { AnyFact } from '../schema.ts'
import { actionOf, type Action } from './action.ts'
import { sqlName } from './names.ts'
import { optionClauses, relationWord } from './relations.ts'

type Backing = NonNullable<FacetsOf['constraint']['index']>

/** What an index has that was just made. */
export const bareIndex: Backing = {
  options: [],
  tablespace: null,
  clustered: false,
  replicaIdentity: false,
}

/** How the index of a constraint, or one by itself, is stored, and what its table does by it. */
export function alterIndex(fact: AnyFact, before: Backing, after: Backing): readonly Action[] {
  const index = sqlName(fact.name[0]!, fact.name.at(-1)!)
  const alter = (clause: string) => actionOf(fact, `ALTER INDEX ${index} ${clause}`, { needs: [fact.key] })
  return [
    ...optionClauses(before.options, after.options).map(alter),
    ...(before.tablespace === after.tablespace
      ? []
      : [alter(`SET TABLESPACE ${sqlName(after.tablespace ?? 'pg_default')}`)]),
    ...(before.indexComment === after.indexComment
      ? []
      : [
          actionOf(
            fact,
            `COMMENT ON INDEX ${index} IS ${after.indexComment === undefined ? 'NULL' : quoteLiteral(after.indexComment)}`,
            {
              needs: [fact.key],
            },
          ),
        ]),
    ...tableClauses(fact, before, after),
  ]
}

function tableClauses(fact: AnyFact, before: Backing, after: Backing): readonly Action[] {
  const index = sqlName(fact.name.at(-1)!)
  const alter = (table: string, clause: string) =>
    actionOf(fact, `ALTER ${relationWord(fact.parent)} ${table} ${clause}`, { needs: [fact.key] })
  const table = tableNameOf(fact)
  return [
    ...(!before.clustered && after.clustered ? [alter(table, `CLUSTER ON ${index}`)] : []),
    ...(before.clustered && !after.clustered ? [alter(table, 'SET WITHOUT CLUSTER')] : []),
    ...(!before.replicaIdentity && after.replicaIdentity
      ? [alter(table, `REPLICA IDENTITY USING INDEX ${index}`)]
      : []),
  ]
}

/** Of a constraint the name has the table in it, of an index only its key. */
export function tableNameOf({ parent }: AnyFact): string {
  const parts = [...(parent ?? '').matchAll(/"((?:[^"]|"")*)"/g)]
  return sqlName(...parts.map(([, part = '']) => part.replaceAll('""', '"')))
}
