import type { TemplateValues } from '../migrations/templates.ts'
import type { Surroundings } from '../project.ts'
import { findPlace, writeNew, type CreateResult, type NewMigrationOptions } from './new-migration.ts'
import { newBody } from './own-template.ts'

export type { CreateResult }

export interface CreateOptions extends NewMigrationOptions {
  /** A file of `templates/` beside the migrations, without its ending, or one that Plinth brings. Default: `default`, where there is that file. */
  readonly template?: string | undefined
  readonly values?: TemplateValues | undefined
  /** `ts`: a TypeScript migration. Default: SQL, or that of the template. */
  readonly language?: 'sql' | 'ts' | undefined
}

/** Writes a new migration above the head. Needs no database, but for `current`. Throws E_HEADS with several heads, E_USAGE without a message. */
export async function create(surroundings: Surroundings, options: CreateOptions): Promise<CreateResult> {
  const place = await findPlace(surroundings, options)
  const { template, language, values = {}, mode } = options
  const { project, id, message, created, downRevisions } = place
  const kind = downRevisions.length > 1 ? 'merge' : 'migration'
  const facts = { message, revision: id, revises: downRevisions.join(', '), created }
  const wishes = { template, language, values, kind, facts } as const
  const content = await newBody(project.config.migrations, wishes, surroundings.world)
  return writeNew(surroundings, place, { content, mode })
}
