import type { Connection } from '../connection.ts'
import { PlinthError } from '../errors.ts'
import { textModel } from '../model/text.ts'
import type { Project, Surroundings } from '../project.ts'
import { withOneOwner } from '../schema/change/one-owner.ts'
import type { SchemaChange } from '../schema/change/plan-change.ts'
import { leftOutOfScript, planScript, type ScriptOptions } from '../schema/change/plan-script.ts'
import { renderScript } from '../schema/change/render-script.ts'
import { differencesOf } from '../schema/differences.ts'
import { titleOfKey } from '../schema/fact-title.ts'
import { fingerprintOf, type Fingerprint } from '../schema/fingerprint.ts'
import type { Schema } from '../schema/schema.ts'
import { holdersOfSecrets } from '../schema/secret-options.ts'
import { schemaOfModel } from '../model-source.ts'
import { extensionsFor, schemaOfDatabase } from '../schema-source.ts'
import { withShadow, type Shadow } from '../shadow.ts'
import { renderDifference } from './render-difference.ts'

/** What a script of a database holds. */
export interface ScriptWishes {
  /** `left out` by default: objects belong to who runs the script. */
  readonly owners?: 'written' | 'left out' | undefined
  /** What no statement is known for, and what cannot be seen: `refused` by default. */
  readonly unseen?: 'refused' | 'left out' | undefined
  /** The init script with its baseline, by default, or the model. */
  readonly to?: 'init script' | 'model' | undefined
}

/** A script of what a database is, and what was found when it was tried. */
export interface MadeScript {
  /** What stands in the file. */
  readonly text: string
  readonly database: string
  /** How many statements it has, beside settings. */
  readonly statements: number
  /** What the database has and the script does not make, in words. */
  readonly leftOut: readonly string[]
  /** The objects whose options hold passwords, which stand in the text. */
  readonly secrets: readonly string[]
  /** How what it made in a shadow database differs from the database, in words. Something that is written has none. */
  readonly unproven: readonly string[]
  /** Of the database, as the lock file has it; undefined where something was left out. */
  readonly fingerprint: Fingerprint | undefined
  /** Whether Plinth tracks the database already. The tracking itself is never in the script. */
  readonly tracking: 'tracked' | 'none'
}

interface Making {
  readonly project: Project
  readonly connection: Connection
  /** The file that it is for, as people type it. */
  readonly file: string
}

/** Makes a script of what the database is, and loads it into a shadow database. Throws E_UNSEEN, E_SHADOW, E_SCHEMA_CYCLE; E_USAGE where the database is empty. */
export async function makeScript(
  surroundings: Surroundings,
  { project, connection, file }: Making,
  { owners, unseen = 'refused', to = 'init script' }: ScriptWishes,
): Promise<MadeScript> {
  const { session, database, target } = connection
  const { tracking } = await database.readFacts(session)
  const leaveOut = await database.readProviderSchemas(session)
  const live = await database.readSchema(session, { leaveOut })
  const owned = owners === 'written' ? 'counted' : 'ignored'
  return withShadow(surroundings, project, connection, async (shadow) => {
    const options = { owners: owned, available: await extensionsFor(shadow, [live]) } as const
    const change = planScript(await schemaOfDatabase(shadow), live, options)
    const leftOut = leftOutOf(live, change)
    if (unseen === 'refused') refuseLeftOut(leftOut, target.database)
    if (change.statements.length === 0) throw isEmpty(target.database)
    const secrets = holdersOfSecrets(live)
    const about = aboutIt(surroundings, connection, { leaveOut, leftOut, secrets })
    const text = renderScript(change, live, {
      title: `The schema of the database ${target.database}`,
      about,
      searchPath: to === 'model' ? 'usual' : 'empty',
    })
    const result = fingerprintOf(live, { columnOrder: project.config.columnOrder })
    return {
      text,
      database: target.database,
      statements: change.statements.length,
      leftOut,
      secrets,
      unproven: await proveScript(surroundings, { shadow, text, file }, { live, change, options }),
      fingerprint: result.kind === 'certain' && leftOut.length === 0 ? result.fingerprint : undefined,
      tracking: tracking.kind === 'none' ? 'none' : 'tracked',
    }
  })
}

function leftOutOf({ unseen }: Schema, { unplanned }: SchemaChange): readonly string[] {
  return [
    ...unseen.map(({ kind, name }) => `${kind} ${name}: it cannot be seen`),
    ...unplanned.map(({ fact, facets, why }) => `${[titleOfKey(fact), ...facets].join(', ')}: ${why}`),
  ]
}

function aboutIt(
  { world, toolVersion }: Surroundings,
  { session }: Connection,
  { leaveOut, leftOut, secrets }: Readonly<Record<'leaveOut' | 'leftOut' | 'secrets', readonly string[]>>,
): readonly string[] {
  const made = world.now().toISOString().slice(0, 10)
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.map((one) => `  ${one}`)]
  return [
    `Made by Plinth ${toolVersion} on ${made}, of PostgreSQL ${session.serverVersionText}.`,
    ...(leaveOut.length === 0 ? [] : ['', `Schemas of the provider, left out: ${leaveOut.join(', ')}`]),
    ...list('LEFT OUT:', leftOut),
    ...list('HOLDS PASSWORDS, which do not belong into version control:', secrets),
  ]
}

/** What the database has and the script does not make would be missing without a word. */
function refuseLeftOut(leftOut: readonly string[], database: string): void {
  if (leftOut.length === 0) return
  throw new PlinthError('E_UNSEEN', `${database} has what no script can be made of`, {
    detail: leftOut.join('\n'),
    hint: 'Leave it out, and have the script name it: plinth create --from-database --leave-out-unseen',
    result: 'Nothing was written.',
  })
}

function isEmpty(database: string): PlinthError {
  return new PlinthError('E_USAGE', `${database} is empty: there is nothing to make a script of`, {
    hint: 'Is it the right database? plinth status; --url names another.',
    result: 'Nothing was written.',
  })
}

/** What differs from the database, or why the script cannot be loaded, in words. */
async function proveScript(
  surroundings: Surroundings,
  { shadow, text, file }: { readonly shadow: Shadow; readonly text: string; readonly file: string },
  proof: { readonly live: Schema; readonly change: SchemaChange; readonly options: ScriptOptions },
): Promise<readonly string[]> {
  const { live, change, options } = proof
  try {
    const { schema: found } = await schemaOfModel(surroundings, textModel(text, file), { shadow })
    const { user } = shadow.target
    const same = (schema: Schema) => (options.owners === 'counted' ? schema : withOneOwner(schema, user))
    const known = new Set(change.unplanned.map(({ fact }) => fact))
    return differencesOf(same(live), same(found), leftOutOfScript(options))
      .filter(({ fact }) => !known.has(fact))
      .flatMap(renderDifference)
  } catch (error) {
    if (!(error instanceof PlinthError) || (error.code !== 'E_SQL' && error.code !== 'E_SCRIPT')) throw error
    return notLoaded(error, text)
  }
}

/** With the statement's first line, for there is no file to look into. */
function notLoaded({ message, place }: PlinthError, text: string): readonly string[] {
  const line = place && text.split('\n')[place.line - 1]
  return [
    `it cannot be loaded: ${message}`,
    ...(line === undefined ? [] : [`line ${place?.line ?? 0}: ${line}`]),
  ]
}

/** Throws E_DRIFT where the script makes something else than the database is. */
export function refuseUnproven(
  { unproven, database }: MadeScript,
  { owners = 'left out' }: ScriptWishes,
): void {
  if (unproven.length === 0) return
  const withOwners =
    owners === 'left out' && unproven.some((line) => line.includes(': grants '))
      ? 'Rights may depend on who owns what: plinth create --from-database --owners. '
      : ''
  throw new PlinthError('E_DRIFT', `the script does not make of an empty database what ${database} is`, {
    detail: unproven.join('\n'),
    hint: `${withOwners}To see the script: plinth create --from-database --dry-run`,
    result: 'Nothing was written.',
  })
}
