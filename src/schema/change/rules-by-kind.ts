import type { AnyFact, FactKind } from '../schema.ts'
import type { Rules } from './rules.ts'
import { columnRules } from './column-rules.ts'
import { constraintRules } from './constraint-rules.ts'
import { defaultRules } from './default-rules.ts'
import { indexRules } from './index-rules.ts'
import { policyRules } from './policy-rules.ts'
import { sequenceRules } from './sequence-rules.ts'
import { tableRules } from './table-rules.ts'
import { rewriteRules, triggerRules } from './trigger-rules.ts'
import { materializedViewRules, viewRules } from './view-rules.ts'
import { unplannedRules } from './unplanned-rules.ts'

/** The rules of each kind. */
const rulesByKind: { readonly [K in FactKind]: Rules<K> } = {
  schema: unplannedRules(),
  extension: unplannedRules(),
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
  function: unplannedRules(),
  procedure: unplannedRules(),
  aggregate: unplannedRules(),
  enum: unplannedRules(),
  domain: unplannedRules(),
  'domain constraint': unplannedRules(),
  'composite type': unplannedRules(),
  'range type': unplannedRules(),
  'base type': unplannedRules(),
  collation: unplannedRules(),
  operator: unplannedRules(),
  'operator class': unplannedRules(),
  'operator family': unplannedRules(),
  cast: unplannedRules(),
  conversion: unplannedRules(),
  'access method': unplannedRules(),
  language: unplannedRules(),
  transform: unplannedRules(),
  'event trigger': unplannedRules(),
  'foreign data wrapper': unplannedRules(),
  server: unplannedRules(),
  'user mapping': unplannedRules(),
  publication: unplannedRules(),
  statistics: unplannedRules(),
  'text search parser': unplannedRules(),
  'text search template': unplannedRules(),
  'text search dictionary': unplannedRules(),
  'text search configuration': unplannedRules(),
  'default privileges': unplannedRules(),
}

/** The rules for a fact. */
export function rulesOf({ kind }: Pick<AnyFact, 'kind'>): Rules<FactKind> {
  return rulesByKind[kind] as unknown as Rules<FactKind>
}
