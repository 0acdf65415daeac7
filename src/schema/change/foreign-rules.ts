import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { ChangedFact } from '../compare.ts'
import { alteration, creation, type Action, type Planned } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { optionsChange, optionsClause } from './foreign-options.ts'
import { nameOf, sqlName } from './names.ts'
import { objectWords } from './object-words.ts'
import type { Rules } from './rules.ts'

export const wrapperRules: Rules<'foreign data wrapper'> = {
  create: (fact) => {
    const { handler, validator, options } = fact.facets
    const clauses = [
      ...(handler === null ? [] : [`HANDLER ${handler}`]),
      ...(validator === null ? [] : [`VALIDATOR ${validator}`]),
      optionsClause(options),
    ]
    return [creation(fact, spaced(`CREATE FOREIGN DATA WRAPPER ${nameOf(fact)}`, ...clauses))]
  },
  drop: dropNamed,
  alter: ({ from, to, facets }) => {
    const { handler, validator, options } = to.facets
    const clauses = [
      ...(facets.includes('handler') ? [handler === null ? 'NO HANDLER' : `HANDLER ${handler}`] : []),
      ...(facets.includes('validator')
        ? [validator === null ? 'NO VALIDATOR' : `VALIDATOR ${validator}`]
        : []),
      ...(facets.includes('options') ? [optionsChange(from.facets.options, options)] : []),
    ]
    return [alteration(to, spaced(`ALTER FOREIGN DATA WRAPPER ${nameOf(to)}`, ...clauses))]
  },
}

/** Its type and its wrapper cannot be changed. */
export const serverRules: Rules<'server'> = {
  create: (fact) => {
    const { type, version, wrapper, options } = fact.facets
    const clauses = [
      ...(type === null ? [] : [`TYPE ${quoteLiteral(type)}`]),
      ...(version === null ? [] : [`VERSION ${quoteLiteral(version)}`]),
      `FOREIGN DATA WRAPPER ${sqlName(wrapper)}`,
      optionsClause(options),
    ]
    return [creation(fact, spaced(`CREATE SERVER ${nameOf(fact)}`, ...clauses))]
  },
  drop: dropNamed,
  alter: alterServer,
}

function alterServer({ from, to, facets }: ChangedFact<'server'>): readonly Planned[] | 'replace' {
  if (facets.includes('type') || facets.includes('wrapper')) return 'replace'
  const { version, options } = to.facets
  const clauses = [
    ...(facets.includes('version') ? [`VERSION ${version === null ? 'NULL' : quoteLiteral(version)}`] : []),
    ...(facets.includes('options') ? [optionsChange(from.facets.options, options)] : []),
  ]
  return [alteration(to, spaced(`ALTER SERVER ${nameOf(to)}`, ...clauses))]
}

export const userMappingRules: Rules<'user mapping'> = {
  isDroppedFirst: true,
  create: (fact) => [
    creation(fact, spaced(`CREATE ${objectWords(fact)}`, optionsClause(fact.facets.options))),
  ],
  drop: dropNamed,
  alter: ({ from, to }): readonly Action[] => [
    alteration(to, spaced(`ALTER ${objectWords(to)}`, optionsChange(from.facets.options, to.facets.options))),
  ],
}

function spaced(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
