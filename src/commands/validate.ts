import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { readConfig, type Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import { readHooks, readRepeatables } from '../migrations/loose-scripts.ts'
import { readEachMigration } from '../migrations/read-migrations.ts'
import { projectOf, shown, type Surroundings } from '../project.ts'
import type { Finding } from './finding.ts'
import { claimedIds, graphFindings } from './graph-findings.ts'
import { hintToName } from './init-script.ts'
import { lockFindings } from './lock-findings.ts'
import { lockNote, type Note } from './lock-note.ts'
import { faultFinding, isHarmless, migrationFindings, scriptFindings } from './migration-findings.ts'
import { missingBaseline } from './missing-baseline.ts'
import { refuseMissingFolder } from './named-folder.ts'

export type { Finding }

export interface ValidateResult {
  /** False when a finding is an error. */
  readonly ok: boolean
  readonly code: 'E_INVALID' | undefined
  readonly migrations: number
  readonly findings: readonly Finding[]
  /** Whether `init` would recognise a database that is at any of the revisions; undefined: it would. */
  readonly note: Note | undefined
}

/**
 * Are the files sound? Their form, the graph, the heads, every statement as far as it can be judged without a server, the init script, the lock file.
 * Lists all that it finds. Needs no database. Throws E_CONFIG, and E_FILE when the folder itself is missing or cannot be read.
 */
export async function validate(surroundings: Surroundings): Promise<ValidateResult> {
  const config = await readConfig(surroundings.wishes, surroundings.world)
  refuseMissingFolder(surroundings, config)
  const files = await readEachMigration(config.migrations)
  const migrations = files.flatMap(({ read }) => (read instanceof PlinthError ? [] : [read]))
  const broken = files.filter(({ read }) => read instanceof PlinthError)
  const texts = await Promise.all(broken.map(({ path }) => readFile(path, 'utf8').catch(() => '')))
  const findings: Finding[] = []
  for (const { path, read } of files) {
    if (read instanceof PlinthError) findings.push(faultFinding(config, path, read))
    else if (!isHarmless(config, read)) findings.push(...(await migrationFindings(config, read)))
  }
  findings.push(...graphFindings(config, migrations, texts))
  // Of a file that cannot be read it is not known whether it names the script.
  if (broken.length === 0) findings.push(...(await looseScriptFindings(surroundings, config, migrations)))
  findings.push(...(await looseFindings(config)))
  findings.push(...(await lockFindings(config, migrations, texts.flatMap(claimedIds))))
  const ok = findings.every(({ level }) => level !== 'error')
  const note = await lockNote(config, migrations)
  return { ok, code: ok ? undefined : 'E_INVALID', migrations: files.length, findings, note }
}

/** Hooks and repeatable migrations: each a script as a whole. */
async function looseFindings(config: Config): Promise<readonly Finding[]> {
  const read = async (work: Promise<ReadonlyMap<string, Migration>>) =>
    work
      .then((found) => ({ found: [...found.values()], broken: [] as readonly Finding[] }))
      .catch((error: unknown) => {
        if (!(error instanceof PlinthError)) throw error
        return { found: [], broken: [looseFault(config, error)] }
      })
  const parts = [await read(readHooks(config.migrations)), await read(readRepeatables(config.migrations))]
  const findings: Finding[] = parts.flatMap(({ broken }) => broken)
  for (const migration of parts.flatMap(({ found }) => found))
    findings.push(...(await scriptFindings(config, migration)))
  return findings
}

/** The detail of a cycle holds the lines that make it. */
function looseFault(config: Config, error: PlinthError): Finding {
  const finding = faultFinding(config, error.place?.file ?? config.migrations, error)
  if (error.code !== 'E_GRAPH' || error.detail === undefined) return finding
  return { ...finding, text: `${finding.text}: ${error.detail.replaceAll('\n', ', ')}` }
}

/** An init script that is not that of a baseline yet. */
async function looseScriptFindings(
  surroundings: Surroundings,
  config: Config,
  migrations: readonly Migration[],
): Promise<readonly Finding[]> {
  const [first] = migrations
  if (first === undefined) {
    const baseline = await missingBaseline(surroundings, projectOf(config, []))
    return baseline ? migrationFindings(config, baseline.migration) : []
  }
  if (migrations.some(({ init }) => init !== undefined) || !existsSync(config.initScript)) return []
  return [
    {
      level: 'error',
      file: shown({ config }, config.initScript),
      line: undefined,
      text: 'no migration names this init script, so that it never runs',
      hint: hintToName(config, first),
    },
  ]
}
