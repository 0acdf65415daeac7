import type { RevisionId } from './revision.ts'

/** When a hook runs. `each`: in the transaction of each migration. */
export const hookTimes = ['before-run', 'before-each', 'after-each', 'after-run'] as const
export type HookTime = (typeof hookTimes)[number]

/** What a hook goes by where revisions do: no revision can have a colon. */
export function hookId(time: HookTime): RevisionId {
  return `hook:${time}` as RevisionId
}

export function isHook(id: string): boolean {
  return id.startsWith('hook:')
}

/** The same of a repeatable migration, by the name of its file. */
export function repeatableId(name: string): RevisionId {
  return `repeatable:${name}` as RevisionId
}

/** The name of a hook or a repeatable migration for people; that of a revision is its id. */
export function scriptName(id: string): string {
  return id.replace(/^(?:hook|repeatable):/, '')
}
