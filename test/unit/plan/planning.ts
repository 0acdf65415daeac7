import type { AppliedRevision } from '../../../src/plan/applied.ts'
import type { Facts, ObjectName, Tracking } from '../../../src/plan/facts.ts'
import { PlinthError } from '../../../src/errors.ts'
import { revisionsOf, type Plan } from '../../../src/plan/plan.ts'

export function object(text: string): ObjectName {
  const at = text.lastIndexOf(' ')
  return { kind: text.slice(0, at), name: text.slice(at + 1) }
}

export function factsOf(parts: Partial<Facts>): Facts {
  return {
    tracking: { kind: 'none' },
    foreign: [],
    objects: [],
    ignored: { extensions: [], extensionObjects: 0, providerSchemas: [] },
    tables: 0,
    readOnly: false,
    ...parts,
  }
}

export function tracked(...heads: string[]): Tracking {
  return { kind: 'tracked', heads, applied: [], repeated: [], environment: 'development', protected: false }
}

export function appliedOf(revision: string, normalChecksum: string | null): AppliedRevision {
  return {
    revision,
    how: 'executed',
    message: '',
    checksum: normalChecksum && `bytes of ${normalChecksum}`,
    normalChecksum,
    finished: '2026-03-04T05:06:07.000Z',
    by: 'app',
  }
}

/** A plan as one line a step: `upgrade b: a → b`. */
export function linesOf(plan: Plan): readonly string[] {
  return plan.steps.map((step) => {
    const what = step.kind === 'stamp' ? `stamp (${step.how})` : step.kind
    return `${what} ${revisionsOf(step).join('+') || 'base'}: ${step.from.join('+') || '-'} → ${step.to.join('+') || '-'}`
  })
}

/** Every text of the PlinthError that `f` throws. */
export function textsOf(f: () => unknown): readonly (string | undefined)[] {
  try {
    f()
  } catch (error) {
    if (error instanceof PlinthError)
      return [error.code, error.message, error.detail, error.hint, error.result]
    throw error
  }
  throw new Error('it was expected to throw, and did not')
}
