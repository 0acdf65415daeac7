import { foreignWrapperReading, serverReading, userMappingReading } from './foreign.ts'
import type { ClassName } from './class-ids.ts'
import type { Reading } from './found.ts'
import { firstOfUsers } from './scope.ts'
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
import {
  textSearchConfigurationReading,
  textSearchDictionaryReading,
  textSearchParserReading,
  textSearchTemplateReading,
} from './text-search.ts'
import { compositeReading, domainReading, enumReading } from './types.ts'

/** A reading that is asked for only where the server has such objects: planning the query takes longer than to see that there are none. */
interface RareReading extends Reading {
  /** SQL that is true where there may be some. Undefined: nearly everywhere. */
  readonly isThere?: string
}

/** One that wants a row of users, `o`, in a catalog. */
function where(catalog: ClassName, one: Reading, which = 'true'): RareReading {
  return {
    ...one,
    isThere: `exists (select from pg_catalog.${catalog} o where o.oid >= ${firstOfUsers} and ${which})`,
  }
}

/** All but relations, which the others refer to, and what tables have many of. */
export const readings: readonly RareReading[] = [
  schemaReading,
  where('pg_extension', extensionReading),
  where('pg_trigger', triggerReading, 'not o.tgisinternal'),
  where('pg_rewrite', ruleReading, `o.rulename <> '_RETURN'`),
  where('pg_policy', policyReading),
  where('pg_statistic_ext', statisticsReading),
  where('pg_proc', routineReading, `o.prokind <> 'a'`),
  where('pg_proc', aggregateReading, `o.prokind = 'a'`),
  where('pg_type', enumReading, `o.typtype = 'e'`),
  where('pg_class', compositeReading, `o.relkind = 'c'`),
  where('pg_type', domainReading, `o.typtype = 'd'`),
  where('pg_type', domainConstraintReading, `o.typtype = 'd'`),
  where('pg_type', rangeTypeReading, `o.typtype = 'r'`),
  where(
    'pg_type',
    baseTypeReading,
    `(o.typtype = 'p' or o.typtype = 'b' and o.oid not in (select e.typarray from pg_catalog.pg_type e))`,
  ),
  where('pg_operator', operatorReading),
  where('pg_opclass', operatorClassReading),
  where('pg_opfamily', operatorFamilyReading),
  where('pg_cast', castReading),
  where('pg_conversion', conversionReading),
  where('pg_collation', collationReading),
  where('pg_language', languageReading),
  where('pg_transform', transformReading),
  where('pg_am', accessMethodReading),
  where('pg_ts_parser', textSearchParserReading),
  where('pg_ts_template', textSearchTemplateReading),
  where('pg_ts_dict', textSearchDictionaryReading),
  where('pg_ts_config', textSearchConfigurationReading),
  where('pg_foreign_data_wrapper', foreignWrapperReading),
  where('pg_foreign_server', serverReading),
  // Mappings themselves are not shown to all.
  where('pg_foreign_server', userMappingReading),
  where('pg_publication', publicationReading),
  where('pg_event_trigger', eventTriggerReading),
  where('pg_default_acl', defaultPrivilegesReading),
]

/** Which of the readings have something to read, as a list in JSON. */
export const presentSql = `select pg_catalog.json_build_array(${readings.map(({ isThere = 'true' }) => isThere).join(',\n  ')}) as present`
