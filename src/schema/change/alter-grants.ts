import type { AnyFact, CommonFacets, Fact, FactKind, Grant } from '../schema.ts'
import { actionOf, unplanned, type Planned } from './action.ts'
import { changeRights, givenByServer, heldByNew, passedOn, wordsOn, type Held } from './grants.ts'
import { lastName, nameOf, ownerName } from './names.ts'
import { signedName } from './object-words.ts'
import { partsOf } from './table-parts.ts'
import type { Site } from './rules.ts'

/** What GRANT calls the kinds that it is for. */
const grantWords: Readonly<Partial<Record<FactKind, string>>> = {
  schema: 'SCHEMA',
  table: 'TABLE',
  'foreign table': 'TABLE',
  view: 'TABLE',
  'materialized view': 'TABLE',
  sequence: 'SEQUENCE',
  enum: 'TYPE',
  domain: 'TYPE',
  'composite type': 'TYPE',
  'range type': 'TYPE',
  'base type': 'TYPE',
  language: 'LANGUAGE',
  'foreign data wrapper': 'FOREIGN DATA WRAPPER',
  server: 'FOREIGN SERVER',
}

/** The statements that give a fact its grants; `before` is what it has, or nothing of its own where it was just made. */
export function alterGrants(fact: AnyFact, before: CommonFacets, site: Site): readonly Planned[] {
  if (fact.kind === 'column') return alterColumnGrants(fact, before, site)
  const target = targetOf(fact)
  if (target === undefined) return [unplanned(fact, ['grants'], 'nothing can be granted on this kind')]
  const owner = ownerOf(fact, site)
  const after = fact.facets.grants ?? givenTo(fact, owner, site)
  const held = site.isMade(fact.key)
    ? heldByNew(fact, owner, site)
    : heldBefore(fact, { before, owner }, site)
  const statements = changeRights(held, after, wordsOn(target))
  const columns = columnsWithGrants(fact, site)
  const isAfter = columns.map(({ key }) => key)
  return [
    ...statements.map((sql) =>
      actionOf(fact, sql, {
        needs: [fact.key, ...isAfter],
        produces: sql.startsWith('REVOKE') ? isAfter : [],
      }),
    ),
    ...columns.flatMap((column) => restoreColumn(column, held, site)),
  ]
}

function targetOf(fact: AnyFact): string | undefined {
  if (fact.kind === 'function' || fact.kind === 'procedure')
    return `${fact.kind.toUpperCase()} ${signedName(fact)}`
  if (fact.kind === 'aggregate') return `FUNCTION ${signedName(fact).replace(/\(\*\)$/, '()')}`
  const word = grantWords[fact.kind]
  return word === undefined ? undefined : `${word} ${nameOf(fact)}`
}

/** `public` belongs to whom initdb gives it. */
function ownerOf({ facets: { owner } }: AnyFact, { to }: Site): string {
  return owner ?? (to.serverVersion >= 150_000 ? 'pg_database_owner' : 'postgres')
}

function givenTo({ kind, name }: AnyFact, owner: string, { to }: Site): readonly Grant[] {
  const given = givenByServer(kind, owner)
  if (kind !== 'schema' || name[0] !== 'public') return given
  const everybody = to.serverVersion >= 150_000 ? 'USAGE' : 'ALL'
  return [...given, { grantee: 'PUBLIC', privileges: [everybody], grantable: [] }]
}

interface Earlier {
  readonly before: CommonFacets
  readonly owner: string
}

/** Its owner has been changed already. */
function heldBefore(fact: AnyFact, { before, owner }: Earlier, site: Site): Held {
  const grants = before.grants ?? givenTo(fact, before.owner ?? owner, site)
  const passed = passedOn(grants, before.owner, site.options.owners === 'counted' ? owner : before.owner)
  return { certain: passed, possible: passed }
}

function alterColumnGrants(fact: Fact<'column'>, before: CommonFacets, site: Site): readonly Planned[] {
  const held = site.isMade(fact.key) ? [] : (before.grants ?? [])
  const statements = changeRights(
    { certain: held, possible: held },
    fact.facets.grants ?? [],
    columnWords(fact),
  )
  return statements.map((sql) => actionOf(fact, sql, { needs: [fact.key] }))
}

function columnWords(fact: Fact<'column'>) {
  return wordsOn(`TABLE ${ownerName(fact)}`, ` (${lastName(fact)})`)
}

/** What is revoked of a table is revoked of its columns too. */
function columnsWithGrants(fact: AnyFact, { to }: Site): readonly Fact<'column'>[] {
  return partsOf(fact.key, to)
    .map((key) => to.facts.get(key))
    .filter((part) => part?.kind === 'column' && part.facets.grants !== null) as readonly Fact<'column'>[]
}

/** Gives a column again, which keeps its grants, what went with those of the table. */
function restoreColumn(column: Fact<'column'>, { possible }: Held, site: Site): readonly Planned[] {
  const changed = site.difference.changed.get(column.key)?.facets.includes('grants')
  const kept = (column.facets.grants ?? []).filter(({ grantee }) =>
    possible.some((grant) => grant.grantee === grantee),
  )
  if (changed === true || site.isMade(column.key) || kept.length === 0) return []
  const statements = changeRights({ certain: [], possible: [] }, kept, columnWords(column))
  return statements.map((sql) => actionOf(column, sql, { needs: [column.key] }))
}
