import type { SequenceNumbers } from '../../../schema/facets.ts'
import { keyOf } from '../../../schema/schema.ts'
import { classIds } from './class-ids.ts'
import type { AnyFound } from './found.ts'
import { letters, numbers, numbersIn, values, type Letters, type Numbers, type Values } from './lists.ts'
import { partKey, quotedName, type Relations } from './relation-names.ts'
import { firstOfUsers } from './scope.ts'

/** Lists, one entry for each sequence, those of identity columns among them. */
export interface SequencesRow {
  readonly oid: Numbers
  readonly name: Values<string>
  readonly owner: Values<string>
  readonly persistence: Letters
  readonly type: Values<string>
  readonly start: Values<string>
  readonly increment: Values<string>
  readonly min: Values<string>
  readonly max: Values<string>
  readonly cache: Values<string>
  readonly cycle: Values<boolean>
  /** The column that it goes with, by relation and number, and how it is tied to it, as `pg_depend` says; 0 and `-`: none. */
  readonly relation: Numbers
  readonly column: Numbers
  readonly tie: Letters
  /** The column by name, where its table belongs to an extension. */
  readonly elsewhere: Values<readonly [schema: string, relation: string, column: string] | null>
}

export const sequencesSql = `
select ${numbers('c.oid')} as oid, ${values('c.relname')} as name, ${values('pg_catalog.pg_get_userbyid(c.relowner)')} as owner, ${letters('c.relpersistence')} as persistence,
  ${values('pg_catalog.format_type(s.seqtypid, null)')} as type, ${values('s.seqstart::pg_catalog.text')} as start, ${values('s.seqincrement::pg_catalog.text')} as increment,
  ${values('s.seqmin::pg_catalog.text')} as min, ${values('s.seqmax::pg_catalog.text')} as max, ${values('s.seqcache::pg_catalog.text')} as cache, ${values('s.seqcycle')} as cycle,
  ${numbers('coalesce(d.refobjid, 0)')} as relation, ${numbers('coalesce(d.refobjsubid, 0)')} as column, ${letters(`coalesce(d.deptype, '-')`)} as tie,
  ${values(`case when d.refobjid in (select member.objid from pg_catalog.pg_depend member where member.refclassid = ${classIds.pg_extension} and member.classid = ${classIds.pg_class} and member.deptype = 'e')
    then (select pg_catalog.json_build_array(n.nspname, t.relname, a.attname) from pg_catalog.pg_class t join pg_catalog.pg_namespace n on n.oid = t.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid where t.oid = d.refobjid) end`)} as elsewhere
from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid
  left join pg_catalog.pg_depend d on d.classid = ${classIds.pg_class} and d.objid = s.seqrelid and d.refclassid = ${classIds.pg_class} and d.deptype in ('a', 'i') and d.refobjsubid > 0
where s.seqrelid >= ${firstOfUsers}`

/** One sequence of the lists. */
export interface ReadSequence {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly persistence: string
  readonly type: string
  readonly numbers: SequenceNumbers
  readonly relation: number
  readonly column: number
  readonly tie: string
  readonly elsewhere: readonly [schema: string, relation: string, column: string] | null
}

export function sequencesIn(row: SequencesRow): readonly ReadSequence[] {
  const [relations, columns] = [numbersIn(row.relation), numbersIn(row.column)]
  return numbersIn(row.oid).map((oid, i) => ({
    oid,
    name: row.name![i]!,
    owner: row.owner![i]!,
    persistence: row.persistence![i]!,
    type: row.type![i]!,
    numbers: {
      start: row.start![i]!,
      increment: row.increment![i]!,
      min: row.min![i]!,
      max: row.max![i]!,
      cache: row.cache![i]!,
      cycle: row.cycle![i]!,
    },
    relation: relations[i]!,
    column: columns[i]!,
    tie: row.tie![i]!,
    elsewhere: row.elsewhere![i]!,
  }))
}

/** Not those of identity columns. */
export function sequenceFacts(sequences: readonly ReadSequence[], relations: Relations): readonly AnyFound[] {
  return sequences.flatMap((sequence): readonly AnyFound[] => {
    const { oid, owner, persistence, type, numbers: own, tie } = sequence
    const relation = relations.get(oid)
    if (relation === undefined || tie === 'i') return []
    return [
      {
        kind: 'sequence',
        name: relation.name,
        owner,
        place: { catalog: 'pg_class', oid },
        facets: {
          ...own,
          type,
          persistence: persistence === 'u' ? 'unlogged' : 'permanent',
          ownedBy: ownerKey(sequence, relations),
        },
      },
    ]
  })
}

function ownerKey({ relation, column, elsewhere }: ReadSequence, relations: Relations) {
  if (elsewhere !== null) return keyOf('column', elsewhere)
  const table = relations.get(relation)
  const name = table?.columns[column]?.name
  return table === undefined || name === undefined ? null : partKey('column', quotedName(table), name)
}
