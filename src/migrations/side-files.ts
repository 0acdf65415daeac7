import { readdir, readFile } from 'node:fs/promises'
import { cannotRead, decodeText } from './file-texts.ts'

/** The names in a folder beside the migrations, which need not be there. Throws E_FILE when it cannot be read. */
export async function listSideFiles(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && ['ENOENT', 'ENOTDIR'].includes(String(cause.code)))
      return []
    throw cannotRead(folder, cause)
  })
}

/** The text of such a file. Throws E_FILE when it cannot be read, or is not UTF-8. */
export async function readSideFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw cannotRead(path, cause)
  })
  return decodeText(path, bytes)
}
