import { PlinthError, redact } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { asTyped, fields } from './words.ts'

/** Any thrown thing as a `PlinthError`; what is not one is a defect, told with its stack only on `--verbose`. */
export function asPlinthError(error: unknown): PlinthError {
  if (error instanceof PlinthError) return error
  const text = error instanceof Error ? error.message : String(error)
  return new PlinthError('E_INTERNAL', `a defect of Plinth: ${text}`, {
    hint: 'Please report it, with the output of the same command and --verbose.',
    cause: error,
  })
}

/** The layout of every error: place, fact, frame, detail, result, hint, code. */
export function renderError(error: PlinthError, terminal: Terminal, exitCode: number): string {
  const { err } = terminal
  const { place } = error
  const where = place ? `${asTyped(place.file)}:${place.line}:${place.column}  ` : ''
  const state = error.sqlState ? `  [${error.sqlState}]` : ''
  return [
    `${err.red('✖')} ${err.bold(where)}${error.message}${state}`,
    ...indented(place?.frame),
    ...fields('detail', error.detail),
    ...fields('result', error.result),
    ...fields('hint', error.hint),
    err.dim(`  ${error.code}, exit ${exitCode}`),
    ...(terminal.verbose && error.cause instanceof Error ? indented(redact(error.cause.stack ?? '')) : []),
  ].join('\n')
}

function indented(text: string | undefined): readonly string[] {
  return text ? text.split('\n').map((line) => `    ${line}`) : []
}

/** The error as the JSON of `--json`: an allow-list of fields. */
export function errorJson(error: PlinthError): unknown {
  const { code, message, detail, hint, place, sqlState, result } = error
  return {
    ok: false,
    error: {
      code,
      message,
      detail,
      hint,
      result,
      sqlState,
      file: place?.file,
      line: place?.line,
      column: place?.column,
    },
  }
}
