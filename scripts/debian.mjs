// apt-get with lists, cache and state of its own in a folder: it reads a Debian release that is not the machine's, and changes nothing of it.
import { spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const releases = { 13: 'bullseye', 15: 'bookworm', 17: 'trixie', 18: 'sid' }

/** Where packages come from: what DEBIAN_MIRROR names, else the archive that this machine is set up with. */
function mirror() {
  const { stdout = '' } = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], {
    encoding: 'utf8',
  })
  const known = (stdout ?? '').split('\n').find((uri) => uri !== '' && !uri.includes('security'))
  return (
    process.env.DEBIAN_MIRROR ??
    known ??
    fail('no Debian archive is known: set DEBIAN_MIRROR to the URL of one')
  )
}

/** The folder for what is fetched. */
export const cache = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache')

/** Runs apt-get for the release with this PostgreSQL major, in the folder `work`, which is made anew. `kind`: deb or deb-src. */
export function openApt(kind, major, work) {
  const release = releases[major]
  if (release === undefined)
    fail(`no Debian release is known for PostgreSQL ${major}: ${Object.keys(releases).join(', ')}`)
  rmSync(work, { recursive: true, force: true })
  for (const folder of ['lists/partial', 'archives/partial'])
    mkdirSync(join(work, folder), { recursive: true })
  writeFileSync(join(cache, '.gitignore'), '*\n')
  writeFileSync(
    join(work, 'list'),
    `${kind} [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${release} main\n`,
  )
  writeFileSync(join(work, 'status'), '')
  const settings = {
    'Dir::Etc::SourceList': join(work, 'list'),
    'Dir::Etc::SourceParts': '-',
    'Dir::State': work,
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': work,
    'Dir::Cache::archives': join(work, 'archives'),
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const apt = (...words) => run('apt-get', ['-q', ...options, ...words], work)
  apt('update')
  return apt
}

/** Unpacks the packages of a folder, without installing them. */
export function unpack(folder, root) {
  for (const archive of readdirSync(folder).filter((name) => name.endsWith('.deb')))
    run('dpkg-deb', ['-x', join(folder, archive), root])
}

/**
 * Fetches a package with all that it needs, and leaves `target`: what is in them under root/, and a command for each of `programs`
 * (name: path in root/), which is run by the loader and with the libraries of its own release.
 */
export function installPrograms({ major, name, target, programs }) {
  const work = join(dirname(target), `fetching-${basename(target)}`)
  openApt('deb', major, work)('install', '-y', '--download-only', name)
  const root = join(work, 'root')
  unpack(join(work, 'archives'), root)
  rmSync(join(root, 'usr/share'), { recursive: true, force: true })
  const start = startLine(root)
  for (const [command, path] of Object.entries(programs)) {
    writeFileSync(join(work, command), `${start} "$root/${path}" "$@"\n`)
    chmodSync(join(work, command), 0o755)
  }
  for (const rest of readdirSync(work))
    if (rest !== 'root' && !(rest in programs)) rmSync(join(work, rest), { recursive: true })
  rmSync(target, { recursive: true, force: true })
  renameSync(work, target)
}

function startLine(root) {
  const found = readdirSync(root, { recursive: true }).map(String)
  const loader = found.find(
    (name) => /\/ld-[^/]*\.so[.\d]*$/.test(name) && !lstatSync(join(root, name)).isSymbolicLink(),
  )
  const folders = new Set(
    found.filter((name) => /\/[^/]+-linux-gnu[^/]*\/[^/]+\.so\.\d/.test(name)).map(dirname),
  )
  if (loader === undefined || folders.size === 0) fail(`no loader or no libraries in the packages: ${root}`)
  const path = [...folders].map((folder) => `$root/${folder}`).join(':')
  return `#!/bin/sh\nroot=$(dirname "$(readlink -f "$0")")/root\nexec "$root/${loader}" --library-path "${path}"`
}

/** Runs a program and ends the process when that fails. Its output is shown only then. */
export function run(command, args, cwd) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (error !== undefined) fail(`${command}: ${error.message}. This needs the tools of a Debian machine.`)
  if (status !== 0) fail(`${stdout}${stderr}${command} ${args.join(' ')} failed`)
}

export function fail(message) {
  console.error(message)
  process.exit(1)
}
