import { definedReading, functionName, settingsList } from './defined.ts'
import { reading } from './found.ts'
import { isOwn, isOwnSchema, nameOfRole, qualified } from './scope.ts'

export const textSearchParserReading = definedReading(() => ({
  kind: 'text search parser',
  catalog: 'pg_ts_parser',
  namespace: 'o.prsnamespace',
  name: 'o.prsname',
  definition: `pg_catalog.concat('CREATE TEXT SEARCH PARSER ', ${qualified('n.nspname', 'o.prsname')}, ' ', ${settingsList(
    {
      START: functionName('o.prsstart'),
      GETTOKEN: functionName('o.prstoken'),
      END: functionName('o.prsend'),
      HEADLINE: functionName('o.prsheadline'),
      LEXTYPES: functionName('o.prslextype'),
    },
  )})`,
}))

export const textSearchTemplateReading = definedReading(() => ({
  kind: 'text search template',
  catalog: 'pg_ts_template',
  namespace: 'o.tmplnamespace',
  name: 'o.tmplname',
  definition: `pg_catalog.concat('CREATE TEXT SEARCH TEMPLATE ', ${qualified('n.nspname', 'o.tmplname')}, ' ', ${settingsList(
    { INIT: functionName('o.tmplinit'), LEXIZE: functionName('o.tmpllexize') },
  )})`,
}))

export const textSearchDictionaryReading = definedReading(() => ({
  kind: 'text search dictionary',
  catalog: 'pg_ts_dict',
  namespace: 'o.dictnamespace',
  owner: 'o.dictowner',
  name: 'o.dictname',
  joins:
    'join pg_catalog.pg_ts_template t on t.oid = o.dicttemplate join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace',
  definition: `pg_catalog.concat('CREATE TEXT SEARCH DICTIONARY ', ${qualified('n.nspname', 'o.dictname')},
    ' (TEMPLATE = ', ${qualified('tn.nspname', 't.tmplname')}, ', ' || o.dictinitoption, ')')`,
}))

interface ConfigurationRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly parser: string
  readonly mappings: readonly string[] | null
}

export const textSearchConfigurationReading = reading<ConfigurationRow>(
  (scope) => `
select c.oid, n.nspname::pg_catalog.text as schema, c.cfgname::pg_catalog.text as name, ${nameOfRole('c.cfgowner')} as owner, ${qualified('pn.nspname', 'p.prsname')} as parser,
  (select pg_catalog.json_agg(pg_catalog.concat(k.alias, ': ', k.dictionaries)) from (
    select t.alias, (select pg_catalog.string_agg(${qualified('dn.nspname', 'd.dictname')}, ', ' order by m.mapseqno) from pg_catalog.pg_ts_config_map m
        join pg_catalog.pg_ts_dict d on d.oid = m.mapdict join pg_catalog.pg_namespace dn on dn.oid = d.dictnamespace
       where m.mapcfg = c.oid and m.maptokentype = t.tokid) as dictionaries from pg_catalog.ts_token_type(c.cfgparser) t) k where k.dictionaries is not null) as mappings
from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
  join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
where ${isOwnSchema(scope)} and ${isOwn('pg_ts_config', 'c.oid')}`,
  (rows) =>
    rows.map(({ oid, schema, name, owner, parser, mappings }) => ({
      kind: 'text search configuration',
      name: [schema, name],
      owner,
      place: { catalog: 'pg_ts_config', oid },
      facets: { parser, mappings: (mappings ?? []).toSorted() },
    })),
)
