import { existsSync } from 'node:fs'
import { judgeScript, type Refusal } from '../apply/script-checks.ts'
import { isPlainSection, scriptOfStep } from '../apply/step-script.ts'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import { shown } from '../project.ts'
import type { Finding } from './finding.ts'

/** Nothing can be said of most: a way there and a way back, both of statements that are told to be harmless by one search. */
export function isHarmless({ reading }: Config, { kind, init, upgrade, downgrade }: Migration): boolean {
  if (kind === 'module' || init !== undefined || downgrade === undefined) return false
  return [upgrade, downgrade].every((section) => isPlainSection(section, reading))
}

/** What is wrong with one migration by itself: its scripts, as far as they can be judged without a server. Of a baseline, the init script. */
export async function migrationFindings(config: Config, migration: Migration): Promise<readonly Finding[]> {
  const { init, path, downgrade, downRevisions } = migration
  // Made only where something is found.
  const warning = () => ({ level: 'warning', file: shown({ config }, path), line: undefined }) as const
  if (init !== undefined && !existsSync(init)) {
    const text = `names the init script ${shown({ config }, init)}, which does not exist`
    return [{ ...warning(), level: 'error', text, hint: 'Restore the script, or correct the line "init:".' }]
  }
  const up = await readScriptOf(config, migration, 'upgrade')
  const isDone =
    migration.kind === 'module' || up.hasStatements || up.findings.length > 0 || downRevisions.length > 1
  const empty = () =>
    init === undefined
      ? { ...warning(), text: 'its upgrade is empty', hint: undefined }
      : { ...warning(), file: shown({ config }, init), text: 'the init script is empty', hint: undefined }
  const noWayBack = {
    text: 'it has no downgrade',
    hint: 'Write one, or say why there is none: -- plinth: irreversible "why"',
  }
  return [
    ...up.findings,
    ...(isDone ? [] : [empty()]),
    ...(downgrade?.irreversible === undefined && downgrade !== undefined
      ? (await readScriptOf(config, migration, 'downgrade')).findings
      : []),
    ...(downgrade === undefined ? [{ ...warning(), ...noWayBack }] : []),
  ]
}

/** What is wrong with a script that is no revision: a hook, a repeatable migration. */
export async function scriptFindings(config: Config, migration: Migration): Promise<readonly Finding[]> {
  const { findings } = await readScriptOf(config, migration, 'upgrade')
  return findings
}

/** Reads a script to its end, or to where it cannot be read any further. */
async function readScriptOf(
  config: Config,
  migration: Migration,
  kind: 'upgrade' | 'downgrade',
): Promise<{ readonly hasStatements: boolean; readonly findings: readonly Finding[] }> {
  const step = { kind, revision: migration.id, from: [], to: [] }
  const script = scriptOfStep(step, {
    migrations: new Map([[migration.id, migration]]),
    initScript: config.reading,
  })
  const findings: Finding[] = []
  const tell = ({ error, loadsInParts }: Refusal) => {
    const finding = faultFinding(config, script.file, error)
    findings.push(loadsInParts ? { ...finding, level: 'warning' } : finding)
  }
  try {
    return { hasStatements: await judgeScript(script, config.schema, tell), findings }
  } catch (error) {
    return {
      hasStatements: true,
      findings: [...findings, faultFinding(config, script.file, readingFault(error))],
    }
  }
}

function readingFault(error: unknown): PlinthError {
  if (error instanceof PlinthError) return error
  if (!(error instanceof Error) || !('code' in error)) throw error
  return new PlinthError('E_FILE', `it cannot be read: ${error.message}`, {
    hint: 'Check that you may read it.',
    cause: error,
  })
}

/** A fault of one file, or of one that it includes, as a finding; the file is not named twice. */
export function faultFinding(config: Config, path: string, { message, place, hint }: PlinthError): Finding {
  return {
    level: 'error',
    file: shown({ config }, place?.file ?? path),
    line: place?.line,
    text: message.startsWith(`${path} `) ? message.slice(path.length + 1) : message,
    hint,
  }
}
