import { constraintReading, indexReading } from './constraints.ts'
import { foreignWrapperReading, serverReading, userMappingReading } from './foreign.ts'
import type { Reading } from './found.ts'
import { routineReading } from './functions.ts'
import { policyReading, ruleReading, statisticsReading, triggerReading } from './on-relations.ts'
import {
  aggregateReading,
  operatorClassReading,
  operatorFamilyReading,
  operatorReading,
} from './operators.ts'
import { baseTypeReading, domainConstraintReading, rangeTypeReading } from './other-types.ts'
import {
  accessMethodReading,
  castReading,
  collationReading,
  conversionReading,
  languageReading,
  transformReading,
} from './outside-schemas.ts'
import { defaultPrivilegesReading, eventTriggerReading, publicationReading } from './publications.ts'
import { extensionReading, schemaReading } from './schemas.ts'
import { sequenceReading } from './sequences.ts'
import {
  textSearchConfigurationReading,
  textSearchDictionaryReading,
  textSearchParserReading,
  textSearchTemplateReading,
} from './text-search.ts'
import { compositeReading, domainReading, enumReading } from './types.ts'

/** All but relations and columns, which the others refer to. */
export const readings: readonly Reading[] = [
  schemaReading,
  extensionReading,
  sequenceReading,
  constraintReading,
  indexReading,
  triggerReading,
  ruleReading,
  policyReading,
  statisticsReading,
  routineReading,
  aggregateReading,
  enumReading,
  compositeReading,
  domainReading,
  domainConstraintReading,
  rangeTypeReading,
  baseTypeReading,
  operatorReading,
  operatorClassReading,
  operatorFamilyReading,
  castReading,
  conversionReading,
  collationReading,
  languageReading,
  transformReading,
  accessMethodReading,
  textSearchParserReading,
  textSearchTemplateReading,
  textSearchDictionaryReading,
  textSearchConfigurationReading,
  foreignWrapperReading,
  serverReading,
  userMappingReading,
  publicationReading,
  eventTriggerReading,
  defaultPrivilegesReading,
]
