import type { Schema } from '../schema.ts'
import { renamedColumns } from './renamed-columns.ts'
import { renamedEnumValues } from './renamed-enum-values.ts'
import { renamedParts } from './renamed-parts.ts'
import { renamedRelations } from './renamed-relations.ts'
import type { Rename } from './rename.ts'

/**
 * What of the difference between two schemas may be renames. Of a relation that may have another name the columns are not looked at: where it is renamed, the question
 * is to be asked again with the schema that this gives.
 */
export function findRenames(from: Schema, to: Schema): readonly Rename[] {
  return [
    ...renamedRelations(from, to),
    ...renamedColumns(from, to),
    ...renamedEnumValues(from, to),
    ...renamedParts(from, to),
  ]
}
