import { titleOfKey } from './fact-title.ts'
import type { AnyFact, Schema } from './schema.ts'

/** `name=value`, as the catalogs keep the options of servers and user mappings. */
const secretOption = /^([^=]*(?:passw(?:or)?d|passphrase|secret|token|api_?key)[^=]*)=/i

/** An option without its value, where its name says that nobody is to read it. */
export function withoutSecret(option: string): string {
  const name = secretOption.exec(option)?.[1]
  return name === undefined ? option : `${name}=***`
}

/** The objects with such options, in words: a text that makes them holds passwords. */
export function holdersOfSecrets({ facts }: Pick<Schema, 'facts'>): readonly string[] {
  return [...facts.values()].filter(holdsSecret).map(({ key }) => titleOfKey(key))
}

function holdsSecret({ facets }: AnyFact): boolean {
  return 'options' in facets && facets.options.some((option) => secretOption.test(option))
}
