import { PlinthError } from '../errors.ts'

interface Reason {
  readonly fact: string
  readonly hint: string
}

const notAllowed: Reason = {
  fact: 'may not be read',
  hint: 'Give this user the right to read it, and to enter the folders above it: ls -l <file>',
}
const tooManyOpen: Reason = {
  fact: 'cannot be opened: too many files are open',
  hint: 'Does a script include itself? Else raise the limit: ulimit -n 4096',
}

/** What the error codes of the system mean to the owner of a script. */
const reasons: Readonly<Record<string, Reason>> = {
  ENOENT: { fact: 'does not exist', hint: 'Check the name; upper and lower case count.' },
  ENOTDIR: {
    fact: 'does not exist: what stands before the last / is a file, not a folder',
    hint: 'Check the name.',
  },
  EACCES: notAllowed,
  EPERM: notAllowed,
  EISDIR: { fact: 'is a folder, not a script', hint: 'Name a file in it.' },
  ELOOP: { fact: 'is a symbolic link that leads in a circle', hint: 'Look at where it leads: ls -l <file>' },
  ENAMETOOLONG: { fact: 'has a name that is too long for this system', hint: 'Check the name.' },
  EMFILE: tooManyOpen,
  ENFILE: tooManyOpen,
}

/**
 * The E_FILE for an error of the file system. `file`: its name as shown to people. An error of Plinth's own stays as it is.
 * Throws what is neither, because that is a defect.
 */
export function fileError(file: string, cause: unknown): PlinthError {
  if (cause instanceof PlinthError) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === undefined) throw cause
  const reason = reasons[code]
  if (reason !== undefined)
    return new PlinthError('E_FILE', `${file} ${reason.fact}`, { hint: reason.hint, cause })
  return new PlinthError('E_FILE', `${file} cannot be read`, {
    detail: message,
    hint: 'Check that the disk or the network folder it lies on is well.',
    cause,
  })
}
