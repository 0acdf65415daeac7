import { factsOf, type Fact, type Schema } from '../schema.ts'
import { nameOf } from './names.ts'

export type DomainFact = Fact<'domain'>

/** The domain of a name as SQL, in the first of some schemas that has it. */
export function domainIn(schemas: readonly Schema[], type: string): DomainFact | undefined {
  return schemas.flatMap((schema) => factsOf(schema, 'domain')).find((fact) => nameOf(fact) === type)
}
