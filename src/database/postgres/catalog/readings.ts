import { constraintReading, indexReading } from './constraints.ts'
import type { Reading } from './found.ts'
import { routineReading } from './functions.ts'
import { extensionReading, schemaReading } from './schemas.ts'
import { sequenceReading } from './sequences.ts'
import { compositeReading, domainReading, enumReading } from './types.ts'

/** All but relations and columns, which the others refer to. */
export const readings: readonly Reading[] = [
  schemaReading,
  extensionReading,
  sequenceReading,
  constraintReading,
  indexReading,
  routineReading,
  enumReading,
  compositeReading,
  domainReading,
]
