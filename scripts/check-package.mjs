// Packs the package, installs the tarball into empty projects, and uses it there. One line a check; exit 1 when one fails.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'plinth-package-'))
const project = join(folder, 'project')
let failed = false

try {
  check('publint', () => tool('publint', ['--strict']))
  const tarball = check('npm pack', pack)
  if (tarball !== undefined) {
    // Not `attw --pack .`: that would build once more. The profile leaves out the resolution that knows no "exports".
    check('types resolve (attw)', () => tool('attw', [tarball, '--profile', 'node16', '--format', 'ascii']))
    check('files of the tarball', () => checkFiles(tarball))
    check('npm install', () => install(tarball, project))
    check('npm install --ignore-scripts', () => {
      const bare = join(folder, 'ignore-scripts')
      install(tarball, bare, ['--ignore-scripts'])
      expect(run('npx', ['plinth', '--version'], bare), version)
    })
    check('npx plinth --version', () => expect(run('npx', ['plinth', '--version'], project), version))
    check("import 'plinth'", () => use('use.mjs', `import { plinth } from '${name}'`))
    check("require('plinth')", () => use('use.cjs', `const { plinth } = require('${name}')`))
    check('types under node16, ESM and CommonJS', checkTypes)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

function check(title, work) {
  try {
    const result = work()
    console.log(`✔ ${title}`)
    return result
  } catch (error) {
    failed = true
    console.log(
      `✘ ${title}\n${[error.message, error.stdout, error.stderr].filter(Boolean).join('\n').trim()}`,
    )
    return undefined
  }
}

function run(program, args, cwd) {
  const shell = process.platform === 'win32'
  return execFileSync(program, args, {
    cwd,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** A program among the development dependencies of the checkout. */
function tool(program, args) {
  return run('npx', ['--no-install', program, ...args], root)
}

function expect(found, wanted) {
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`)
}

function pack() {
  // dist/ is built already; the tarball is made of what is there.
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], root)
  return join(folder, `${name}-${version}.tgz`)
}

function checkFiles(tarball) {
  const unpacked = join(folder, 'unpacked')
  mkdirSync(unpacked)
  run('tar', ['-xzf', tarball, '-C', unpacked], folder)
  const paths = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  for (const { name: file, parentPath } of paths) {
    const path = join(parentPath, file)
    const short = path.slice(unpacked.length + 1)
    if (/\.map$|\.cache$|\.test\.|^package\/(test|src|bench|scripts)\b/.test(short))
      throw new Error(`${short} does not belong into it`)
    const text = readFileSync(path, 'utf8')
    const found = [root, `${homedir()}/`, 'sourceMappingURL='].find((word) => text.includes(word))
    if (found !== undefined) throw new Error(`${short} contains ${found}`)
  }
}

function install(tarball, into, options = []) {
  mkdirSync(into)
  writeFileSync(join(into, 'package.json'), '{ "name": "uses-plinth", "private": true }\n')
  run('npm', ['install', '--no-audit', '--no-fund', ...options, tarball], into)
}

function use(file, importing) {
  writeFileSync(
    join(project, file),
    `${importing}\nplinth().heads().then((heads) => console.log(heads.length))\n`,
  )
  expect(run(process.execPath, [file], project), '0')
}

function checkTypes() {
  const code = `import { plinth, type Plinth } from '${name}'\nexport const tool: Plinth = plinth({ cwd: '.' })\n`
  for (const file of ['types.mts', 'types.cts']) writeFileSync(join(project, file), code)
  for (const types of ['@types/node', 'undici-types']) {
    cpSync(join(root, 'node_modules', types), join(project, 'node_modules', types), { recursive: true })
  }
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'node16',
    '--moduleResolution',
    'node16',
    '--target',
    'es2022',
    '--types',
    'node',
  ]
  run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'types.mts', 'types.cts'],
    project,
  )
}
