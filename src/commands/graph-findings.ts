import type { Config } from '../config/config.ts'
import { attempt, PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import { shown } from '../project.ts'
import { graphFaults, revisionGraph, type RevisionGraph } from '../revision/graph.ts'
import { titleOf, type Revision, type RevisionId } from '../revision/revision.ts'
import type { Finding } from './finding.ts'

/** What is wrong with the revisions together. `brokenTexts` are the files that could not be read as migrations. */
export function graphFindings(
  config: Config,
  migrations: readonly Migration[],
  brokenTexts: readonly string[],
): readonly Finding[] {
  const graph = brokenTexts.length === 0 ? wholeGraph(migrations) : undefined
  if (graph !== undefined) return [...baselineFindings(config, migrations), ...headsFinding(config, graph)]
  // A migration that cannot be read still has its revision: that others revise it is no fault of theirs.
  const faults = graphFaults([...migrations, ...brokenTexts.flatMap(claimedRevision)])
  const findings = faults.flatMap((fault) => faultFindings(config, migrations, fault))
  return [...findings, ...baselineFindings(config, migrations)]
}

/** The graph of revisions without a fault, as nearly always; undefined where one is to be found. */
function wholeGraph(migrations: readonly Migration[]): RevisionGraph | undefined {
  const graph = attempt(() => revisionGraph(migrations))
  return graph instanceof PlinthError ? undefined : graph
}

function claimedRevision(text: string): readonly Revision[] {
  const nothing = { downRevisions: [], dependsOn: [], labels: [], message: '', file: '', created: undefined }
  return claimedIds(text).map((id) => ({ id, ...nothing }))
}

/** The revision that the text of a file names, though it cannot be read as a migration. */
export function claimedIds(text: string): readonly RevisionId[] {
  const id = /^(?:--|\/\/)\s*revision:\s*(\S+)\s*$/m.exec(text)?.[1]
  return id === undefined ? [] : [id as RevisionId]
}

/** A fault may list several of its kind in its detail. The file is the first that it names. */
function faultFindings(
  config: Config,
  migrations: readonly Migration[],
  { message, detail, hint }: PlinthError,
): readonly Finding[] {
  const lines = detail?.split('\n') ?? []
  const texts = lines.includes(message) ? lines : [[message, lines.join(', ')].filter(Boolean).join(': ')]
  return texts.map((text, index): Finding => {
    const named = migrations.find(({ file }) => text.includes(file))
    const file = shown({ config }, named?.path ?? config.migrations)
    const short = named && text.startsWith(`${named.file} `) ? text.slice(named.file.length + 1) : text
    // The hint is made for the first of them.
    return { level: 'error', file, line: undefined, text: short, hint: index === 0 ? hint : undefined }
  })
}

function baselineFindings(config: Config, migrations: readonly Migration[]): readonly Finding[] {
  const [first, ...more] = migrations.filter(({ init }) => init !== undefined)
  return more.map(({ path }) => ({
    level: 'error',
    file: shown({ config }, path),
    line: undefined,
    text: `it names an init script, as ${first?.file ?? ''} does, but there can be one baseline only`,
    hint: 'Remove the line "-- init:" from all but the first.',
  }))
}

function headsFinding(config: Config, { heads, revisions }: RevisionGraph): readonly Finding[] {
  if (heads.length < 2) return []
  const list = heads.map((id) => `${id} ${titleOf(revisions.get(id))}`.trimEnd())
  return [
    {
      level: 'error',
      file: shown({ config }, config.migrations),
      line: undefined,
      text: `there are ${heads.length} heads: ${list.join('; ')}`,
      hint: 'Join them: plinth merge',
    },
  ]
}
