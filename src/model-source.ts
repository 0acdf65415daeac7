import { runScript } from './apply/run-script.ts'
import { toleranceFor, type ToleratedFailure } from './apply/tolerance.ts'
import type { ToolTable } from './database/database.ts'
import { readConnectionVariables } from './database/open.ts'
import { PlinthError } from './errors.ts'
import type { BuiltModel, Model, ScriptModel } from './model/model.ts'
import type { Surroundings } from './project.ts'
import { quoteIdentifier } from './psql/quote-identifier.ts'
import { compareSchemas, isSameSchema } from './schema/compare.ts'
import type { Schema } from './schema/schema.ts'
import { inShadow, tellTolerated, type Shadow } from './shadow.ts'

/** What a model makes. */
export interface ModelSchema {
  readonly schema: Schema
  /** The tables in which the command that built it keeps accounts of its own: a part of `schema`. */
  readonly ofTools: readonly ToolTable[]
  readonly withoutTools: Schema
}

/**
 * The schema that a model makes in an empty shadow database: its statements are loaded in one transaction, or its command builds it there. Throws E_SQL and E_SCRIPT
 * with the place, E_MODEL where there is nothing afterwards or the command fails, E_FILE, E_SHADOW, E_INTERRUPTED.
 */
export async function schemaOfModel(
  surroundings: Surroundings,
  model: Model,
  { shadow }: { readonly shadow: Shadow },
): Promise<ModelSchema> {
  return inShadow(shadow, async () => {
    if (model.kind === 'built') return built(surroundings, model, shadow)
    tellTolerated(surroundings, await load(model, shadow))
    const schema = await read(shadow)
    return { schema, ofTools: [], withoutTools: schema }
  })
}

function read({ database, session }: Shadow): Promise<Schema> {
  return database.readSchema(session)
}

/** Loads it, and returns the failures that were passed over. */
async function load(
  model: ScriptModel,
  { session, standsFor }: Shadow,
): Promise<readonly ToleratedFailure[]> {
  await session.begin()
  try {
    const { statements, tolerated } = await runScript(model.read(standsFor), {
      session,
      onStatement: () => {},
      onEcho: () => {},
      toleranceFor,
    })
    if (statements === 0) throw emptyModel(model)
    await session.commit()
    await session.reset()
    return tolerated
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** Otherwise everything would be taken for superfluous. */
function emptyModel({ about }: Model): PlinthError {
  return new PlinthError('E_MODEL', `the model ${about} holds no statement`, {
    hint: 'It must hold the statements that make the whole schema.',
  })
}

async function built({ world }: Surroundings, model: BuiltModel, shadow: Shadow): Promise<ModelSchema> {
  const { session, database, source, target } = shadow
  const before = await read(shadow)
  await model.build(await readConnectionVariables(world, source, target.database))
  const schema = await read(shadow)
  if (isSameSchema(compareSchemas(before, schema))) throw nothingBuilt(model)
  const ofTools = await database.readTablesOfTools(session)
  if (ofTools.length === 0) return { schema, ofTools, withoutTools: schema }
  // With what belongs to them: a sequence, say.
  for (const one of ofTools)
    await session.run(`drop table ${quoteIdentifier(one.schema)}.${quoteIdentifier(one.table)}`)
  return { schema, ofTools, withoutTools: await read(shadow) }
}

/** It may have gone to a database that it knows by itself. */
function nothingBuilt({ about }: Model): PlinthError {
  return new PlinthError('E_MODEL', `${about} made nothing in the database that it was given`, {
    detail:
      'Its address is in DATABASE_URL, and in PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, of the environment of the command.',
    hint: 'Does the command connect to a database of its own settings? Have it take that address. If it prints DDL, leave "builds" out.',
  })
}
