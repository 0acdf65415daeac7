import type { DowngradeLine, DriftLine, VerifyOptions, VerifyResult } from '../commands/verify.ts'
import { PlinthError } from '../errors.ts'
import { answer, quiet } from './answer.ts'
import type { Call } from './call.ts'
import { tick } from './render.ts'
import type { Terminal } from './terminal.ts'
import { count, field, fields } from './words.ts'

export async function runVerify(call: Call): Promise<number> {
  const { verify } = await import('../commands/verify.ts')
  const result = await verify(quiet(call), optionsOf(call))
  answer(call, result, renderVerify)
  return result.ok ? 0 : 1
}

function optionsOf({ options }: Call): VerifyOptions {
  const text = (name: string) => options[name] as string | undefined
  const [why, by, until] = [text('accept'), text('by'), text('until')]
  if (why === undefined && (by !== undefined || until !== undefined))
    throw new PlinthError(
      'E_USAGE',
      `--${by === undefined ? 'until' : 'by'} says something about what is accepted`,
      {
        hint: 'plinth verify --accept "<why>" --by <name> --until 2027-01-31',
      },
    )
  return {
    lock: options['update'] === true ? 'written' : undefined,
    downgrades: options['downgrades'] === true ? 'tried' : undefined,
    accept: why === undefined ? undefined : { why, by, until },
    rights: options['rights'] === true ? 'counted' : undefined,
  }
}

const files = 'init script and migrations'

function renderVerify(result: VerifyResult, terminal: Terminal): readonly string[] {
  const { ok, code, database, uncompared, current, unseen, lock, written, replaced, stale, next } = result
  const { out } = terminal
  const subject = database === undefined ? files : `${database}, at ${current.join(', ')}`
  const accepted = result.drift.filter((line) => line.accepted !== undefined)
  return [
    ok
      ? `${tick(terminal)} ${subject}: ${agreement(result, accepted.length)}`
      : `${out.red('✖')} ${subject}: ${verdictOf(result)}`,
    ...driftLines(result.drift),
    ...replaced.flatMap(({ revision, replaces, differences }) => [
      `    ${revision} does not make what ${replaces.join(', ')} make:`,
      ...differences.map((line) => `      ${line}`),
    ]),
    ...result.downgrades.flatMap(downgradeLines),
    ...fields('unseen', unseen.map(({ kind, name }) => `${kind} ${name}`).join('\n')),
    ...fields(
      'lock',
      lock.length === 0 ? undefined : `plinth.lock has another fingerprint for ${lock.join(', ')}`,
    ),
    ...fields('skipped', uncompared?.why),
    ...fields('open', openText(result)),
    ...fields('accepted', [...accepted.map(acceptedText), ...stale].join('\n')),
    ...fields('proven', provenText(result.downgrades)),
    ...(written === undefined ? [] : [field('wrote', `plinth.lock, with ${count(written, 'fingerprint')}`)]),
    ...fields('next', next),
    ...(ok ? [] : [out.dim(`  ${code ?? ''}, exit 1`)]),
  ]
}

function agreement({ database, uncompared }: VerifyResult, accepted: number): string {
  if (uncompared !== undefined) return 'they agree; the database was not compared'
  if (database === undefined) return 'they agree; there is no database to compare with'
  const but = accepted === 0 ? '' : `, but for what was accepted: ${count(accepted, 'difference')}`
  return `it is what ${files} make${but}`
}

function verdictOf({ drift, unseen, code }: VerifyResult): string {
  const open = drift.filter(({ accepted }) => accepted === undefined).length
  if (open > 0)
    return `${count(open, 'difference')} from what the files make (+ it is there, - it is missing)`
  return code === 'E_UNSEEN'
    ? `${count(unseen.length, 'object')} cannot be compared`
    : 'the files do not agree with each other'
}

function driftLines(drift: readonly DriftLine[]): readonly string[] {
  return drift
    .filter(({ accepted }) => accepted === undefined)
    .map(
      ({ text, revision }) =>
        `    ${text}${revision === undefined ? '' : `   (last touched by ${revision})`}`,
    )
}

function openText({ ofRepeatables }: VerifyResult): string | undefined {
  return ofRepeatables.length === 0
    ? undefined
    : [
        'not judged, for repeatable migrations that are not run here as the files have them:',
        ...ofRepeatables,
      ].join('\n')
}

function acceptedText({ text, accepted }: DriftLine): string {
  return accepted === undefined
    ? text
    : `${text}   (${accepted.by}, until ${accepted.until}: ${accepted.why})`
}

function downgradeLines({ revision, mark, found }: DowngradeLine): readonly string[] {
  if (mark !== 'lossy' && mark !== 'unproven') return []
  return [
    `    the downgrade of ${revision} ${mark === 'lossy' ? 'does not give back what was' : 'does not run'}:`,
    ...found.map((line) => `      ${line}`),
  ]
}

function provenText(lines: readonly DowngradeLine[]): string | undefined {
  const [proven, irreversible] = (['proven', 'irreversible'] as const).map(
    (wanted) => lines.filter(({ mark }) => mark === wanted).length,
  )
  if (lines.length === 0) return undefined
  const all = `${count(proven ?? 0, 'downgrade')} of ${lines.length}`
  return irreversible === 0 ? all : `${all}, ${irreversible} irreversible`
}
