import type { ChangedFact } from '../compare.ts'
import { factsOf, type Fact } from '../schema.ts'
import { actionOf, alteration, creation, removal, type Hazard, type Planned } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { lastName, nameOf, ownerName, sqlName } from './names.ts'
import type { Rules } from './rules.ts'

/** Its base type cannot be changed. */
export const domainRules: Rules<'domain'> = {
  create: (fact, site) => {
    const { type, collation, default: expression, notNull, notNullName } = fact.facets
    const name = notNullName === null ? '' : `CONSTRAINT ${sqlName(notNullName)} `
    const clauses = [
      ...(collation === null ? [] : [`COLLATE ${collation}`]),
      ...(expression === null ? [] : [`DEFAULT ${expression}`]),
      ...(notNull ? [`${name}NOT NULL`] : []),
      ...site
        .held(fact.key)
        .flatMap((one) => (one.kind === 'domain constraint' ? [`CONSTRAINT ${constraintSql(one)}`] : [])),
    ]
    return [creation(fact, [`CREATE DOMAIN ${nameOf(fact)} AS ${type}`, ...clauses].join(' '))]
  },
  drop: dropNamed,
  // What CREATE DOMAIN is told counts as validated.
  holds: ({ key }, schema) =>
    factsOf(schema, 'domain constraint')
      .filter(({ parent, facets }) => parent === key && facets.validated)
      .map((one) => one.key),
  alter: (change) => {
    const { facets } = change
    if (facets.includes('type') || facets.includes('collation')) return 'replace'
    return [...(facets.includes('default') ? alterDefault(change) : []), ...alterNotNull(change)]
  },
}

function alterDefault({ to }: ChangedFact<'domain'>): readonly Planned[] {
  const { default: expression } = to.facets
  const what = expression === null ? 'DROP DEFAULT' : `SET DEFAULT ${expression}`
  return [alteration(to, `ALTER DOMAIN ${nameOf(to)} ${what}`)]
}

function alterNotNull({ from, to, facets }: ChangedFact<'domain'>): readonly Planned[] {
  if (!facets.includes('notNull') && !facets.includes('notNullName')) return []
  const { notNull, notNullName } = to.facets
  const say = (what: string, parts = {}) => alteration(to, `ALTER DOMAIN ${nameOf(to)} ${what}`, parts)
  const added = notNullName === null ? 'SET NOT NULL' : `ADD CONSTRAINT ${sqlName(notNullName)} NOT NULL`
  const hazards = [{ kind: 'may fail', text: `a column of the domain ${nameOf(to)} may hold NULL` }]
  return [
    ...(from.facets.notNull ? [say('DROP NOT NULL')] : []),
    ...(notNull ? [say(added, { hazards })] : []),
  ]
}

function constraintSql(fact: Fact<'domain constraint'>): string {
  return `${lastName(fact)} ${fact.facets.definition}`
}

function valueHazards(fact: Fact<'domain constraint'>): readonly Hazard[] {
  return [{ kind: 'may fail', text: `a column of the domain ${ownerName(fact)} may hold other values` }]
}

/** CHECK constraints. */
export const domainConstraintRules: Rules<'domain constraint'> = {
  create: (fact, site) => {
    const isNew = fact.parent !== undefined && site.isMade(fact.parent)
    const hazards = isNew || !fact.facets.validated ? [] : valueHazards(fact)
    const sql = `ALTER DOMAIN ${ownerName(fact)} ADD CONSTRAINT ${constraintSql(fact)}`
    return [creation(fact, sql, { hazards })]
  },
  drop: (fact) => [removal(fact, `ALTER DOMAIN ${ownerName(fact)} DROP CONSTRAINT ${lastName(fact)}`)],
  alter: ({ from, to }) => {
    const isValidation = to.facets.validated && `${to.facets.definition} NOT VALID` === from.facets.definition
    if (!isValidation) return 'replace'
    const sql = `ALTER DOMAIN ${ownerName(to)} VALIDATE CONSTRAINT ${lastName(to)}`
    return [actionOf(to, sql, { hazards: valueHazards(to) })]
  },
}
