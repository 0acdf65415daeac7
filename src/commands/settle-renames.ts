import { PlinthError } from '../errors.ts'
import { findRenames } from '../schema/rename/find-renames.ts'
import type { Rename } from '../schema/rename/rename.ts'
import type { Schema } from '../schema/schema.ts'
import type { Shadow } from '../shadow.ts'

/** Whether what goes by another name now is the same thing. Throws E_INTERRUPTED. */
export type AskRename = (rename: Rename) => Promise<boolean>

export interface SettledRenames {
  readonly renamed: readonly Rename[]
  /** Nobody was there to say. */
  readonly perhaps: readonly Rename[]
  /** The schema of the shadow with everything renamed. */
  readonly schema: Schema
}

/** A column of a table that was renamed is asked for in the next round; more than these there are not. */
const rounds = 3

/** Renames in the shadow what has another name in the schema that is wanted: the server knows all that names it. */
export async function settleRenames(
  shadow: Shadow,
  { found, wanted }: { readonly found: Schema; readonly wanted: Schema },
  ask: AskRename | undefined,
): Promise<SettledRenames> {
  const renamed: Rename[] = []
  const perhaps: Rename[] = []
  const refused = new Set<string>()
  let schema = found
  for (let round = 0; round < rounds; round++) {
    const before = renamed.length
    for (const rename of findRenames(schema, wanted)) {
      if (refused.has(rename.sql)) continue
      const answer = rename.certainty === 'same' ? true : await ask?.(rename)
      const isDone = answer === true && (await isRenamed(shadow, rename))
      if (isDone) renamed.push(rename)
      else refused.add(rename.sql)
      if (answer !== false && !isDone) perhaps.push(rename)
    }
    if (renamed.length === before) break
    schema = await shadow.database.readSchema(shadow.session)
  }
  return { renamed, perhaps: perhaps.filter(({ certainty }) => certainty === 'similar'), schema }
}

/** What the new name still stands for may go only later: then both are made anew, and somebody is told. */
async function isRenamed({ session }: Shadow, { sql }: Rename): Promise<boolean> {
  try {
    await session.run(sql)
    return true
  } catch (error) {
    if (error instanceof PlinthError && error.code === 'E_SQL') return false
    throw error
  }
}
