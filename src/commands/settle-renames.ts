import { PlinthError } from '../errors.ts'
import { findRenames } from '../schema/rename/find-renames.ts'
import type { Rename } from '../schema/rename/rename.ts'
import { saidRename, type SaidRename } from '../schema/rename/said-renames.ts'
import type { Schema } from '../schema/schema.ts'
import type { Shadow } from '../shadow.ts'

/** Whether what goes by another name now is the same thing. Throws E_INTERRUPTED. */
export type AskRename = (rename: Rename) => Promise<boolean>

export interface RenameWishes {
  /** Without it only what loses nothing is renamed. */
  readonly ask: AskRename | undefined
  /** Done first, in this order, and without a question. */
  readonly said: readonly SaidRename[]
}

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
  { ask, said }: RenameWishes,
): Promise<SettledRenames> {
  const renamed: Rename[] = [...(await renameAsSaid(shadow, { found, wanted }, said))]
  const perhaps: Rename[] = []
  const refused = new Set<string>()
  let schema = renamed.length === 0 ? found : await shadow.database.readSchema(shadow.session)
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

/** Throws E_USAGE for one that cannot be done: nothing is renamed silently otherwise than was said. */
async function renameAsSaid(
  shadow: Shadow,
  { found, wanted }: { readonly found: Schema; readonly wanted: Schema },
  said: readonly SaidRename[],
): Promise<readonly Rename[]> {
  const renamed: Rename[] = []
  let schema = found
  for (const one of said) {
    const rename = saidRename(schema, wanted, one)
    if (rename === undefined || !(await isRenamed(shadow, rename))) throw notRenamed(one, rename)
    renamed.push(rename)
    // What is in a table goes by its new name then.
    schema = await shadow.database.readSchema(shadow.session)
  }
  return renamed
}

function notRenamed({ from, to }: SaidRename, rename: Rename | undefined): PlinthError {
  return new PlinthError('E_USAGE', `${from} cannot become ${to}`, {
    detail:
      rename === undefined
        ? `It must be gone from the model, and ${to} must have come in its place: a table or sequence in the same schema, a column in the same table.`
        : `The server refuses: ${rename.sql}`,
    hint: 'Columns are named with their table, as it is called now: --rename users=accounts --rename accounts.mail=email. What there is to choose from: plinth create --auto --check',
    result: 'Nothing was written.',
  })
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
