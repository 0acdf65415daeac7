import { openProject, initScriptOf, type Surroundings } from '../project.ts'

export interface Finding {
  readonly level: 'error' | 'warning'
  readonly file: string
  readonly text: string
}

export interface ValidateResult {
  readonly ok: boolean
  readonly migrations: number
  readonly findings: readonly Finding[]
}

/** Are the files sound? Graph, format, heads, downgrades, init script. Needs no database. Broken files throw E_GRAPH or E_MIGRATION_FORMAT. */
export async function validate(surroundings: Surroundings): Promise<ValidateResult> {
  const project = await openProject(surroundings)
  const findings: Finding[] = []
  if (project.baseline && initScriptOf(project) === undefined) {
    findings.push({
      level: 'error',
      file: project.baseline.file,
      text: `names the init script ${project.baseline.init}, which does not exist`,
    })
  }
  if (project.graph.heads.length > 1) {
    findings.push({
      level: 'error',
      file: project.graph.heads.map((id) => project.byId.get(id)?.file).join(', '),
      text: 'two heads; join them: plinth create --head <id>,<id> "merge"',
    })
  }
  for (const migration of project.migrations) {
    const isEmpty =
      migration.init === undefined &&
      migration.upgrade.sql.trim() === '' &&
      migration.downRevisions.length < 2
    if (isEmpty) findings.push({ level: 'warning', file: migration.file, text: 'its upgrade is empty' })
    if (migration.downgrade === undefined) {
      findings.push({
        level: 'warning',
        file: migration.file,
        text: 'it has no downgrade; say why there is none: -- plinth: irreversible "why"',
      })
    }
  }
  return {
    ok: findings.every((finding) => finding.level !== 'error'),
    migrations: project.migrations.length,
    findings,
  }
}
