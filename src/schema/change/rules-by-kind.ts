import type { AnyFact, FactKind } from '../schema.ts'
import type { Rules } from './rules.ts'
import { shellTypeRules } from './shell-type-rules.ts'
import { columnRules } from './column-rules.ts'
import { constraintRules } from './constraint-rules.ts'
import { defaultRules } from './default-rules.ts'
import { indexRules } from './index-rules.ts'
import { policyRules } from './policy-rules.ts'
import { sequenceRules } from './sequence-rules.ts'
import { tableRules } from './table-rules.ts'
import { rewriteRules, triggerRules } from './trigger-rules.ts'
import { materializedViewRules, viewRules } from './view-rules.ts'
import { compositeRules } from './composite-rules.ts'
import { defaultPrivilegesRules } from './default-privileges-rules.ts'
import { definedRules } from './defined-rules.ts'
import { domainConstraintRules, domainRules } from './domain-rules.ts'
import { enumRules } from './enum-rules.ts'
import { extensionRules } from './extension-rules.ts'
import { serverRules, userMappingRules, wrapperRules } from './foreign-rules.ts'
import { eventTriggerRules, schemaRules, statisticsRules, textSearchRules } from './plain-object-rules.ts'
import { publicationRules } from './publication-rules.ts'
import { routineRules } from './routine-rules.ts'

/** The rules of each kind. */
const rulesByKind: { readonly [K in FactKind]: Rules<K> } = {
  schema: schemaRules,
  extension: extensionRules,
  table: tableRules(),
  'foreign table': tableRules(),
  view: viewRules,
  'materialized view': materializedViewRules,
  column: columnRules,
  default: defaultRules,
  constraint: constraintRules,
  index: indexRules,
  trigger: triggerRules,
  rule: rewriteRules,
  policy: policyRules,
  sequence: sequenceRules,
  function: routineRules(),
  procedure: routineRules(),
  aggregate: definedRules(),
  enum: enumRules,
  domain: domainRules,
  'domain constraint': domainConstraintRules,
  'composite type': compositeRules,
  'range type': shellTypeRules(),
  'base type': shellTypeRules(),
  collation: definedRules(),
  operator: definedRules(),
  'operator class': definedRules(),
  'operator family': definedRules(),
  cast: definedRules(),
  conversion: definedRules(),
  'access method': definedRules(),
  language: definedRules(),
  transform: definedRules(),
  'event trigger': eventTriggerRules,
  'foreign data wrapper': wrapperRules,
  server: serverRules,
  'user mapping': userMappingRules,
  publication: publicationRules,
  statistics: statisticsRules,
  'text search parser': definedRules(),
  'text search template': definedRules(),
  'text search dictionary': definedRules(),
  'text search configuration': textSearchRules,
  'default privileges': defaultPrivilegesRules,
}

/** The rules for a fact. */
export function rulesOf({ kind }: Pick<AnyFact, 'kind'>): Rules<FactKind> {
  return rulesByKind[kind]
}
